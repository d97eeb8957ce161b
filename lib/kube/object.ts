import type { ObjectMeta, OwnerReference } from './generated/meta-v1';

export type { ObjectMeta, OwnerReference };

/** What every object of the API has. Objects are plain JSON values, deeply frozen once they are stored. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf({
  group,
  version,
}: {
  readonly group: string;
  readonly version: string;
}): string {
  return group ? `${group}/${version}` : version;
}

/** Splits `apps/v1` or `v1`; the core group is the empty string. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** `namespace/name`, or `name` for a cluster-scoped object: the key of informers and work queues. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name!;
}

/** The inverse of {@link keyOf}. */
export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/');
  return slash < 0
    ? { namespace: '', name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The owner that manages the object, if any (`controller: true`). */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  const references = object.metadata.ownerReferences;
  if (!references) return undefined;
  for (let index = 0; index < references.length; index++)
    if (references[index]!.controller) return references[index];
  return undefined;
}

export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** The reference by which `owner` manages an object. */
export function controllerReference(
  owner: KubeObject,
  { apiVersion, kind }: { apiVersion: string; kind: string },
): OwnerReference {
  const { name, uid } = owner.metadata;
  return { apiVersion, kind, name: name!, uid: uid!, controller: true, blockOwnerDeletion: true };
}
