import { resetFieldsOfCustomResource } from '../../../kube/apply/reset-fields';
import { compiledSchema, UNSTATED_SCHEMA } from '../../../kube/custom-resource/compiled-schema';
import { type CustomVersion, schemaOfVersion } from '../../../kube/custom-resource/custom-version';
import { customStorage } from '../../../kube/custom-resource/stored-versions';
import { customStrategy } from '../../../kube/custom-resource/strategy';
import type { ResourceInfo } from '../../../kube/resource-catalogue';
import { qualified } from '../../../kube/status';
import type { Strategy } from '../../../kube/strategy';
import type { KindRegistration } from '../kind-registration';

/** A kind as its definition has it. */
export function customKind(info: ResourceInfo, custom: CustomVersion): KindRegistration {
  const versions = customStorage(custom);
  const hasStatus = info.subresources.has('status');
  return {
    info,
    schema: compiledSchema(schemaOfVersion(custom) ?? UNSTATED_SCHEMA),
    strategy: customStrategy(custom) as Strategy,
    storageName: qualified(info),
    versions,
    read: versions.read,
    resetFields: (subresource) => resetFieldsOfCustomResource(subresource, hasStatus),
  };
}
