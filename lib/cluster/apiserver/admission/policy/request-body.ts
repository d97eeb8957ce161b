import type { GroupVersionKind, KubeObject } from '../../../../kube/object';
import { type Schema, schemaOf } from '../../../../kube/schema';
import type { Strategy } from '../../../../kube/strategy';
import type { ResourceVersions } from '../../resource-versions';
import type { AdmissionRequest, AdmissionTarget } from '../plugin';
import type { MatchedVersion } from './resource-rules';

/** What is known of the objects of one kind. */
export interface BodyKind {
  /** Undefined for the options of a connection, which are in no schema. */
  readonly schema: Schema | undefined;
  readonly strategy: Strategy;
}

/** Whether the body of such requests is an object of the resource: not a Scale, an Eviction, the options of a connection. */
export function isWholeObject({ resource, subresource }: AdmissionTarget): boolean {
  if (subresource === '') return true;
  const { group, kind } = resource.subresources.get(subresource)?.kind ?? resource;
  return group === resource.group && kind === resource.kind;
}

/** The body of a request in the version in which a policy or webhook looks at it. Bodies of other kinds have one version. */
export function bodyIn(
  object: KubeObject,
  request: AdmissionRequest,
  matched: MatchedVersion,
  resources: ResourceVersions,
): KubeObject {
  return isWholeObject(request) ? resources.convert(object, request.resource, matched.resource) : object;
}

/** The same body again as it was sent. */
export function bodyFrom(
  object: KubeObject,
  request: AdmissionRequest,
  matched: MatchedVersion,
  resources: ResourceVersions,
): KubeObject {
  return isWholeObject(request) ? resources.convert(object, matched.resource, request.resource) : object;
}

/** Whether Kubernetes can apply configurations to such bodies: only what is a resource by itself is in its schemas. */
export function hasTypedBody(
  request: AdmissionRequest,
  kind: GroupVersionKind,
  resources: ResourceVersions,
): boolean {
  return isWholeObject(request) || resources.findKind(kind) !== undefined;
}

const NO_STRATEGY: Strategy = {};

/** The kind of the body as a policy or webhook sees it. */
export function bodyKind(
  request: AdmissionRequest,
  matched: MatchedVersion,
  resources: ResourceVersions,
): BodyKind {
  if (isWholeObject(request)) return resources.kindOf(matched.resource);
  return { schema: schemaOf(matched.kind), strategy: NO_STRATEGY };
}
