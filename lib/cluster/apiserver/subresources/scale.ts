import type { ApiRequest, ApiResponse } from '../../../kube/api-request';
import { type FieldError, invalidObject, invalidValue } from '../../../kube/field-error';
import { FieldPath } from '../../../kube/field-path';
import type { Scale } from '../../../kube/generated/autoscaling-v1';
import type { LabelSelector as LabelSelectorObject } from '../../../kube/generated/meta-v1';
import type { KubeObject } from '../../../kube/object';
import { applyJsonPatch } from '../../../kube/patch/json-patch';
import { applyMergePatch } from '../../../kube/patch/merge-patch';
import { schemaOf } from '../../../kube/schema';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { badRequest, conflict, methodNotSupported } from '../../../kube/status';
import { decodeAs } from '../decoding';
import type { Registry } from '../registry';
import { ok } from '../responses';
import type { StoredObject } from '../stored-object';
import type { SubresourceHandler } from '../subresource';

const KIND = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: unknown };
  readonly status?: { readonly replicas?: number };
}

/** `scale` of Deployments, ReplicaSets, StatefulSets and ReplicationControllers: the replica count seen apart. */
export const scale: SubresourceHandler = (registry, request) => {
  switch (request.verb) {
    case 'get':
      return ok(scaleOf(registry.get(request.namespace, request.name!)));
    case 'update':
      return write(registry, request, () => request.body);
    case 'patch':
      return write(registry, request, (current) => patchedScale(current, request));
    default:
      throw methodNotSupported(registry.kind.info, request.verb);
  }
};

export function scaleOf({ object }: StoredObject): Scale {
  const { spec, status, metadata } = object as Scalable;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const selector = printSelector(spec.selector);
  return {
    kind: KIND.kind,
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: spec.replicas ? { replicas: spec.replicas } : {},
    status: { replicas: status?.replicas ?? 0, ...(selector ? { selector } : {}) },
  };
}

/** ReplicationControllers have a plain map, the others a LabelSelector. */
function printSelector(selector: unknown): string {
  if (typeof selector !== 'object' || selector === null) return '';
  const isObject = 'matchLabels' in selector || 'matchExpressions' in selector;
  return String(
    isObject
      ? LabelSelector.of(selector as LabelSelectorObject)
      : LabelSelector.ofMap(selector as Record<string, string>),
  );
}

function patchedScale(current: Scale, request: ApiRequest): unknown {
  switch (request.patchType) {
    case 'json':
      return applyJsonPatch(current, request.body);
    case 'merge':
    case 'strategic':
    case 'apply':
      // A Scale has no lists: the three mean the same.
      return applyMergePatch(current, request.body);
    default:
      throw badRequest(`unknown patch type ${request.patchType}`);
  }
}

function write(registry: Registry, request: ApiRequest, desired: (current: Scale) => unknown): ApiResponse {
  const warnings: string[] = [];
  const outcome = registry.update(request, request.name!, (existing) => {
    const body = decodeAs<Scale>(schemaOf(KIND)!, KIND, desired(scaleOf(existing!)), request, warnings);
    check(body, request);
    const { object } = existing!;
    const { resourceVersion } = body.metadata ?? {};
    if (resourceVersion && resourceVersion !== object.metadata.resourceVersion)
      throw conflict(
        registry.kind.info,
        request.name!,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    return {
      object: {
        ...object,
        spec: { ...(object as Scalable).spec, replicas: body.spec?.replicas ?? 0 },
      } as KubeObject,
    };
  });
  return ok(scaleOf(outcome.stored), [...warnings, ...outcome.warnings]);
}

function check(body: Scale, request: ApiRequest): void {
  const errors: FieldError[] = [];
  const replicas = body.spec?.replicas ?? 0;
  if (body.metadata?.name && body.metadata.name !== request.name)
    throw badRequest(
      `the name of the object (${body.metadata.name}) does not match the name on the URL (${request.name})`,
    );
  if (replicas < 0)
    errors.push(
      invalidValue(FieldPath.of('spec').child('replicas'), replicas, 'must be greater than or equal to 0'),
    );
  if (errors.length) throw invalidObject(KIND, request.name!, errors);
}
