import type { ApiRequest } from '../../kube/api-request';
import { withField } from '../../kube/defaults/defaulting';
import type { Writable } from '../../kube/frozen';
import type { KubeObject, ObjectMeta } from '../../kube/object';
import type { ResourceInfo } from '../../kube/resource-catalogue';
import { badRequest } from '../../kube/status';
import { type Clock, timestamp } from '../clock/clock';
import type { Random } from '../clock/random';

/** Kubernetes appends five random characters to a generateName and cuts the rest to fit a DNS label. */
const SUFFIX_LENGTH = 5;
const LONGEST_BASE = 63 - SUFFIX_LENGTH;

/** A new object as its sender may state it: without what the server decides, and in the namespace of the request. */
export function withoutSystemMetadata(
  object: KubeObject,
  request: ApiRequest,
  info: ResourceInfo,
): KubeObject {
  const placed = inNamespaceOf(request, object, info.namespaced);
  if (!saysWhatServerDecides(placed.metadata)) return placed;
  const metadata: Writable<ObjectMeta> = { ...placed.metadata };
  for (const field of DECIDED_BY_SERVER) delete metadata[field];
  // What is not stored gets no version: it keeps the one that it should not have.
  const { resourceVersion } = object.metadata;
  if (request.options.dryRun && resourceVersion) metadata.resourceVersion = resourceVersion;
  return { ...object, metadata };
}

const DECIDED_BY_SERVER = new Set<keyof ObjectMeta>([
  'uid',
  'creationTimestamp',
  'resourceVersion',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
]);

function saysWhatServerDecides(metadata: ObjectMeta): boolean {
  for (const field in metadata) if (DECIDED_BY_SERVER.has(field as keyof ObjectMeta)) return true;
  return false;
}

/** What the server decides about a new object: generated name, UID and time of creation. */
export function withSystemMetadata(
  object: KubeObject,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): KubeObject {
  const { name, generateName } = object.metadata;
  const metadata: Writable<ObjectMeta> = { ...object.metadata };
  if (!name && generateName)
    metadata.name = generateName.slice(0, LONGEST_BASE) + random.suffix(SUFFIX_LENGTH);
  metadata.uid = random.uid();
  metadata.creationTimestamp = timestamp(clock.now());
  return withField(object, 'metadata', metadata);
}

/** An object of a namespaced resource that says it is in another namespace than its path is refused. */
export function checkNamespace(object: KubeObject, request: ApiRequest, info: ResourceInfo): void {
  const { namespace } = object.metadata;
  if (info.namespaced && namespace && namespace !== request.namespace)
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
}

/** The object in the namespace of the path, which it may leave out. A cluster-scoped one is in none, whatever it says. */
export function inNamespaceOf(request: ApiRequest, object: KubeObject, isNamespaced: boolean): KubeObject {
  const expected = isNamespaced ? request.namespace : undefined;
  const { namespace } = object.metadata;
  if ((namespace || undefined) === expected) return object;
  if (namespace && expected !== undefined)
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  const { namespace: _given, ...metadata } = object.metadata;
  return { ...object, metadata: expected === undefined ? metadata : { ...metadata, namespace: expected } };
}
