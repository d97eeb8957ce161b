import type { ServedVersions } from '../apply/versions';
import { freeze, memoize } from '../frozen';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
} from '../generated/apiextensions-v1';
import { apiVersionOf, type KubeObject, parseApiVersion } from '../object';
import { plainError } from '../status';
import { compiledSchema, UNSTATED_SCHEMA } from './compiled-schema';
import { type CustomVersion, keepsUnknownFields, schemaOfVersion } from './custom-version';
import { withSchemaDefaults } from './defaulting';
import { pruned } from './pruning';

/** The versions of a custom kind, whose objects are the same but for their `apiVersion`. */
export interface CustomStorage extends ServedVersions {
  readonly stored: string;
  /** The object of storage in this version: without what the schema does not know, with the defaults of the stored one. */
  readonly read: (object: KubeObject) => KubeObject;
}

export function customStorage(custom: CustomVersion): CustomStorage {
  const { definition, version } = custom;
  const { group, versions } = definition.spec;
  const versionIn = (apiVersion: string): CustomResourceDefinitionVersion | undefined => {
    const asked = parseApiVersion(apiVersion);
    return asked.group === group ? versions.find(({ name }) => name === asked.version) : undefined;
  };
  const convert = (object: KubeObject, apiVersion: string) => {
    const target = versionIn(apiVersion)!;
    return coerced(inVersion(definition, object, apiVersion), { definition, version: target });
  };
  const own = apiVersionOf({ group, version: version.name });
  return {
    stored: apiVersionOf({ group, version: versions.find(({ storage }) => storage)!.name }),
    schemaIn: (apiVersion) => {
      const found = versionIn(apiVersion);
      return found?.served ? compiledSchema(found.schema?.openAPIV3Schema ?? UNSTATED_SCHEMA) : undefined;
    },
    convert,
    read: memoize((object: KubeObject) => {
      const stored = versionIn(object.apiVersion!);
      if (!stored) return freeze(convert(object, own));
      const kept = coerced(object, { definition, version: stored });
      return freeze(convert(withSchemaDefaults(kept, stored.schema?.openAPIV3Schema) as KubeObject, own));
    }),
  };
}

/** @throws StatusError when a webhook would have to convert: there is none in a simulated cluster */
function inVersion({ spec }: CustomResourceDefinition, object: KubeObject, apiVersion: string): KubeObject {
  if (object.apiVersion === apiVersion) return object;
  if (spec.conversion?.strategy === 'Webhook')
    throw plainError(
      `conversion webhook for ${object.apiVersion}, Kind=${spec.names.kind} failed: the simulated cluster calls no conversion webhooks`,
    );
  return { ...object, apiVersion };
}

function coerced(object: KubeObject, custom: CustomVersion): KubeObject {
  if (keepsUnknownFields(custom)) return object;
  return pruned(object, schemaOfVersion(custom), true) as KubeObject;
}
