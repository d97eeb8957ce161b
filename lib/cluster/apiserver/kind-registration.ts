import { FieldSet } from '../../kube/apply/field-set';
import type { KubeObject } from '../../kube/object';
import type { ResourceInfo } from '../../kube/resource-catalogue';
import type { Schema } from '../../kube/schema';
import { qualified } from '../../kube/status';
import type { Strategy } from '../../kube/strategy';

/** Everything the API server knows of one served resource in one version. */
export interface KindRegistration {
  readonly info: ResourceInfo;
  readonly schema: Schema;
  readonly strategy: Strategy;
  /** The name of its storage; versions of one resource, and resources with one backing (events), share it. */
  readonly storageName: string;
  /** Present when the stored version is another one. */
  readonly conversion?: Conversion;
}

/** Between the version a client speaks and the one that is stored. Pure; remembers nothing. */
export interface Conversion {
  toStorage(object: KubeObject): KubeObject;
  fromStorage(object: KubeObject): KubeObject;
}

export function defaultStorageName(info: ResourceInfo): string {
  return qualified(info);
}

const STATUS = FieldSet.parse({ 'f:status': {} });
const ALL_BUT_STATUS = FieldSet.parse({
  'f:spec': {},
  'f:metadata': { 'f:deletionTimestamp': {}, 'f:selfLink': {}, 'f:ownerReferences': {} },
});

/** Fields that a request to this part of an object cannot own, because the strategy resets them. */
export function resetFields(
  { info }: KindRegistration,
  subresource: string | undefined,
): FieldSet | undefined {
  if (subresource === 'status') return ALL_BUT_STATUS;
  return info.subresources.has('status') ? STATUS : undefined;
}
