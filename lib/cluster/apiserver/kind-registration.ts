import type { FieldSet } from '../../kube/apply/field-set';
import { resetFieldsOf } from '../../kube/apply/reset-fields';
import type { ServedVersions } from '../../kube/apply/versions';
import { freeze, memoize } from '../../kube/frozen';
import { apiVersionOf, type KubeObject } from '../../kube/object';
import type { ResourceInfo } from '../../kube/resource-catalogue';
import type { Schema } from '../../kube/schema';
import type { Strategy } from '../../kube/strategy';

/** Everything the API server knows of one served resource in one version. */
export interface KindRegistration {
  readonly info: ResourceInfo;
  readonly schema: Schema;
  readonly strategy: Strategy;
  /** The name of its storage; versions of one resource, and resources with one backing (events), share it. */
  readonly storageName: string;
  /** Present when the resource has several versions. */
  readonly versions?: VersionedStorage;
  /** Fields that a write through a subresource (empty: the object itself) cannot own, because they are reset. */
  resetFields(subresource: string): FieldSet | undefined;
  /** What a stored object of a custom kind is now, in this version: its definition may have changed since. */
  readonly read?: (object: KubeObject) => KubeObject;
}

/** The versions of a resource, and the one in which it is stored. */
export interface VersionedStorage extends ServedVersions {
  /** `autoscaling/v2`. */
  readonly stored: string;
}

/** A kind as the reference version of Kubernetes has it. */
export function builtInKind(
  info: ResourceInfo,
  schema: Schema,
  strategy: Strategy,
  storage: { readonly storageName: string; readonly versions: VersionedStorage | undefined },
): KindRegistration {
  const hasStatus = info.subresources.has('status');
  return {
    info,
    schema,
    strategy,
    ...storage,
    resetFields: (subresource) => resetFieldsOf(info, subresource, hasStatus),
  };
}

/** A stored object in the version of the request. */
export function asRequested({ info, versions, read }: KindRegistration, object: KubeObject): KubeObject {
  if (read) return read(object);
  return versions ? converted(versions, object, apiVersionOf(info)) : object;
}

/** An object of a request in the version in which it is stored. */
export function asStored({ versions }: KindRegistration, object: KubeObject): KubeObject {
  return versions ? converted(versions, object, versions.stored) : object;
}

const conversions = new WeakMap<VersionedStorage, Map<string, (object: KubeObject) => KubeObject>>();

function converted(versions: VersionedStorage, object: KubeObject, apiVersion: string): KubeObject {
  if (object.apiVersion === apiVersion) return object;
  let byVersion = conversions.get(versions);
  if (!byVersion) {
    byVersion = new Map();
    conversions.set(versions, byVersion);
  }
  let convert = byVersion.get(apiVersion);
  if (!convert) {
    convert = memoize((value: KubeObject) => freeze(versions.convert(value, apiVersion)));
    byVersion.set(apiVersion, convert);
  }
  return convert(object);
}
