import type { ApiRequest, ApiResponse } from '../../../kube/api-request';
import { applyConfiguration } from '../../../kube/apply/apply';
import type { FieldPathElements } from '../../../kube/apply/field-set';
import type { ManagedFields } from '../../../kube/apply/managed-fields';
import { ownershipAfterScale, type ReplicasPaths, scaleOwnership } from '../../../kube/apply/scale-ownership';
import { invalidObject } from '../../../kube/field-error';
import type { Scale } from '../../../kube/generated/autoscaling-v1';
import type { LabelSelector as LabelSelectorObject } from '../../../kube/generated/meta-v1';
import { apiVersionOf, type KubeObject } from '../../../kube/object';
import { applyJsonPatch } from '../../../kube/patch/json-patch';
import { applyMergePatch } from '../../../kube/patch/merge-patch';
import { applyStrategicMergePatch } from '../../../kube/patch/strategic-merge-patch';
import { schemaOf } from '../../../kube/schema';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { badRequest, methodNotSupported } from '../../../kube/status';
import { validateScale } from '../../../kube/validation/scale';
import { timestamp } from '../../clock/clock';
import { decodeAs } from '../decoding';
import type { ApiServerEnvironment } from '../environment';
import { patchIn } from '../patching';
import type { Draft, Registry } from '../registry';
import { addressed, ok } from '../responses';
import type { StoredObject } from '../stored-object';
import type { SubresourceHandler } from '../subresource';

const KIND = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
const API_VERSION = apiVersionOf(KIND);
const REPLICAS: FieldPathElements = ['f:spec', 'f:replicas'];

interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: unknown };
  readonly status?: { readonly replicas?: number };
}

/** `scale` of Deployments, ReplicaSets, StatefulSets and ReplicationControllers: the replica count seen apart. */
export function scale(environment: ApiServerEnvironment): SubresourceHandler {
  return (registry, request) => {
    switch (request.verb) {
      case 'get':
        return ok(scaleOf(registry.get(request.namespace, request.name!)));
      case 'update':
      case 'patch':
        return write(registry, request, timestamp(environment.clock.now()));
      default:
        throw methodNotSupported(registry.kind.info, request.verb);
    }
  };
}

function scaleOf({ object }: StoredObject): Scale {
  const { spec, status, metadata } = object as Scalable;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const selector = printSelector(spec.selector);
  return {
    kind: KIND.kind,
    apiVersion: API_VERSION,
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

function write(registry: Registry, request: ApiRequest, time: string): ApiResponse {
  const warnings: string[] = [];
  const outcome = registry.update(request, request.name!, (existing) =>
    draftOf(registry, request, existing!, time, warnings),
  );
  return ok(scaleOf(outcome.stored), [...warnings, ...outcome.warnings]);
}

/** The object with the replica count that the request asks for, and what that does to the ownership. */
function draftOf(
  registry: Registry,
  request: ApiRequest,
  existing: StoredObject,
  time: string,
  warnings: string[],
): Draft {
  const apiVersion = apiVersionOf(registry.kind.info);
  const paths: ReplicasPaths = new Map([[apiVersion, REPLICAS]]);
  const current = scaleOf(existing);
  const desired = desiredScale(request, current, existing, paths, time, warnings);
  const errors = validateScale(desired.scale);
  if (errors.length) throw invalidObject(KIND, request.name!, errors);
  const { resourceVersion } = desired.scale.metadata ?? {};
  const { spec, metadata, ...rest } = existing.object as Scalable;
  return {
    object: {
      ...rest,
      // A version that the Scale names is the one its sender has seen.
      metadata: resourceVersion ? { ...metadata, resourceVersion } : metadata,
      spec: { ...spec, replicas: desired.scale.spec?.replicas ?? 0 },
    } as KubeObject,
    ownership: (before) => ownershipAfterScale(before, desired.ownership(before), apiVersion, paths),
  };
}

interface DesiredScale {
  readonly scale: Scale;
  /** Who owns what of the Scale after the write. */
  readonly ownership: (before: ManagedFields) => ManagedFields;
}

function desiredScale(
  request: ApiRequest,
  current: Scale,
  existing: StoredObject,
  paths: ReplicasPaths,
  time: string,
  warnings: string[],
): DesiredScale {
  const scope = { schema: schemaOf(KIND)!, apiVersion: API_VERSION, subresource: 'scale', time };
  const manager = request.options.fieldManager ?? request.agent.split('/')[0]!;
  const live = current as KubeObject;
  if (request.patchType === 'apply') {
    const configuration = patchIn(request) as KubeObject;
    const force = request.options.force ?? false;
    const owned = scaleOwnership(existing.managed(), paths);
    const applied = applyConfiguration({
      ...scope,
      live,
      managed: owned,
      configuration,
      manager,
      force,
      kind: KIND.kind,
    });
    return { scale: decode(applied.object, request, warnings), ownership: () => applied.managed };
  }
  const scale = decode(
    request.verb === 'update' ? request.body : patchedScale(current, request),
    request,
    warnings,
  );
  const after = scale as KubeObject;
  return {
    scale,
    ownership: (before) => scaleOwnership(before, paths).update({ ...scope, before: live, after, manager }),
  };
}

function decode(body: unknown, request: ApiRequest, warnings: string[]): Scale {
  const scale = decodeAs<Scale>(schemaOf(KIND)!, KIND, body, request, warnings);
  return addressed(request, scale as KubeObject, true) as Scale;
}

function patchedScale(current: Scale, request: ApiRequest): unknown {
  const patch = patchIn(request);
  switch (request.patchType) {
    case 'json':
      return applyJsonPatch(current, patch);
    case 'merge':
      return applyMergePatch(current, patch);
    case 'strategic':
      return applyStrategicMergePatch(current, patch, schemaOf(KIND)!);
    default:
      throw badRequest(`unknown patch type ${request.patchType}`);
  }
}
