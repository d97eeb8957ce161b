import type { ApiRequest } from '../../kube/api-request';
import type { KubeObject, ObjectMeta } from '../../kube/object';
import type { ResourceInfo } from '../../kube/resource-catalogue';
import { badRequest } from '../../kube/status';
import { type Clock, timestamp } from '../clock/clock';
import type { Random } from '../clock/random';

/** Kubernetes appends five random characters to a generateName and cuts the rest to fit a DNS label. */
const SUFFIX_LENGTH = 5;
const LONGEST_BASE = 63 - SUFFIX_LENGTH;

/** What the server decides about a new object: namespace, generated name, UID and time of creation. */
export function withSystemMetadata(
  object: KubeObject,
  request: ApiRequest,
  info: ResourceInfo,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): KubeObject {
  const given = object.metadata;
  const metadata: { -readonly [K in keyof ObjectMeta]: ObjectMeta[K] } = { ...given };
  placeInNamespace(metadata, request, info);
  if (!metadata.name && metadata.generateName) {
    metadata.name = metadata.generateName.slice(0, LONGEST_BASE) + random.suffix(SUFFIX_LENGTH);
  }
  metadata.uid = random.uid();
  metadata.creationTimestamp = timestamp(clock.now());
  delete metadata.resourceVersion;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.managedFields;
  delete metadata.selfLink;
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
