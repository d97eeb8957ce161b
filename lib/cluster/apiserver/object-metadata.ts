import type { ApiRequest } from '../../kube/api-request';
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
  const metadata: { -readonly [K in keyof ObjectMeta]: ObjectMeta[K] } = { ...object.metadata };
  placeInNamespace(metadata, request, info);
  for (const field of DECIDED_BY_SERVER) delete metadata[field];
  return { ...object, metadata };
}

const DECIDED_BY_SERVER = [
  'uid',
  'creationTimestamp',
  'resourceVersion',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
] as const;

/** What the server decides about a new object: generated name, UID and time of creation. */
export function withSystemMetadata(
  object: KubeObject,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): KubeObject {
  const { name, generateName } = object.metadata;
  const generated =
    !name && generateName
      ? { name: generateName.slice(0, LONGEST_BASE) + random.suffix(SUFFIX_LENGTH) }
      : undefined;
  const metadata = {
    ...object.metadata,
    ...generated,
    uid: random.uid(),
    creationTimestamp: timestamp(clock.now()),
  };
  return { ...object, metadata };
}

/** The namespace of the path is the object's; an object that says otherwise is refused. */
export function checkNamespace(object: KubeObject, request: ApiRequest, info: ResourceInfo): void {
  const { namespace } = object.metadata;
  const expected = info.namespaced ? request.namespace : '';
  if (namespace && namespace !== expected)
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
}

function placeInNamespace(metadata: { namespace?: string }, request: ApiRequest, info: ResourceInfo): void {
  checkNamespace({ metadata }, request, info);
  if (info.namespaced) metadata.namespace = request.namespace;
  else delete metadata.namespace;
}
