import type { KubeObject } from '../object';
import type { Schema } from '../schema';
import type { FieldSet } from './field-set';

/** The versions in which a kind is served: fields are owned in the version through which they were written. */
export interface ServedVersions {
  /** Undefined when the kind is not served in that version: then nobody owns anything in it any more. */
  schemaIn(apiVersion: string): Schema | undefined;
  convert(object: KubeObject, apiVersion: string): KubeObject;
}

/** The part of an object through which a request writes. */
export interface WriteScope {
  readonly schema: Schema;
  /** The version of the request and of its objects. */
  readonly apiVersion: string;
  /** Empty for the main resource. */
  readonly subresource: string;
  /** Fields that a write through this part cannot own, because the server resets them. */
  readonly resetFields?: FieldSet;
  /** Needed where a kind has several versions. Default: only `apiVersion` is served. */
  readonly versions?: ServedVersions;
}

export function schemaIn(scope: WriteScope, apiVersion: string): Schema | undefined {
  return apiVersion === scope.apiVersion ? scope.schema : scope.versions?.schemaIn(apiVersion);
}

/** `object` in another version that is served. */
export function convertedTo<T extends object>(scope: WriteScope, object: T, apiVersion: string): T {
  const { apiVersion: own = scope.apiVersion } = object as KubeObject;
  return own === apiVersion
    ? object
    : (scope.versions!.convert(object as unknown as KubeObject, apiVersion) as T & KubeObject);
}

/** What of `fields` a write through this part can own. */
export function ownable({ resetFields }: WriteScope, fields: FieldSet): FieldSet {
  return resetFields ? fields.recursiveDifference(resetFields) : fields;
}
