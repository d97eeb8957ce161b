import type { ApiRequest } from '../../kube/api-request';
import { invalidObject, invalidValue } from '../../kube/field-error';
import { FieldPath } from '../../kube/field-path';
import { goQuote } from '../../kube/go-format';
import type { KubeObject, ObjectMeta } from '../../kube/object';
import type { ResourceInfo } from '../../kube/resource-catalogue';
import { conflict, outdated, plainError, type StatusError } from '../../kube/status';

/**
 * Optimistic concurrency: an update must start from the stored version, and a PUT may insist on the object's identity.
 * @param old what is stored; undefined for what the update is going to create
 * @throws StatusError 409, 422 or 500
 */
export function checkConcurrency(
  given: KubeObject,
  old: KubeObject | undefined,
  request: ApiRequest,
  info: ResourceInfo,
): void {
  const { uid, resourceVersion } = given.metadata;
  const name = request.name!;
  if (uid && uid !== old?.metadata.uid && request.verb === 'update')
    throw conflict(info, name, identityProblem(uid, old?.metadata, request, info));
  if (!old) return;
  if (!namesVersion(given)) throw versionRequired(info, name);
  if (!/^\d+$/.test(resourceVersion!)) throw plainError(notUnsigned(resourceVersion!));
  if (resourceVersion !== old.metadata.resourceVersion) throw outdated(info, name);
}

/** Whether an update names the version that it starts from: 0 is none. */
export function namesVersion({ metadata: { resourceVersion } }: KubeObject): boolean {
  return resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== '0';
}

/** What Go's parser says of a text that is no unsigned number. */
export function notUnsigned(text: string): string {
  return `strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`;
}

function identityProblem(
  uid: string,
  stored: ObjectMeta | undefined,
  request: ApiRequest,
  info: ResourceInfo,
): string {
  return `StorageError: invalid object, Code: 4, Key: ${storageKey(info, request)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${stored?.uid ?? ''}`;
}

/** Where the object of a request lies in etcd, as errors tell it: a dry run does not get as far as the root of all keys. */
export function storageKey(
  type: Pick<ResourceInfo, 'group' | 'resource' | 'namespaced'>,
  { namespace, name, options }: ApiRequest,
): string {
  const root = options.dryRun ? '' : '/registry';
  return [root, storagePrefix(type), ...(type.namespaced ? [namespace] : []), name].join('/');
}

/** Where the objects of a resource lie in etcd. */
const PREFIXES: { readonly [resource: string]: string | undefined } = {
  services: 'services/specs',
  endpoints: 'services/endpoints',
  nodes: 'minions',
  replicationcontrollers: 'controllers',
  ingresses: 'ingress',
};
/** Served by servers of their own, which keep them under their group. */
const OWN_SERVERS = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

function storagePrefix({ group, resource }: Pick<ResourceInfo, 'group' | 'resource'>): string {
  return OWN_SERVERS.has(group) ? `${group}/${resource}` : (PREFIXES[resource] ?? resource);
}

/** The error names the resource where others name the kind. */
function versionRequired({ group, resource, version }: ResourceInfo, name: string): StatusError {
  const path = FieldPath.of('metadata').child('resourceVersion');
  return invalidObject({ group, version, kind: resource }, name, [
    invalidValue(path, 0, 'must be specified for an update'),
  ]);
}
