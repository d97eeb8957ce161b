import type { ApiRequest, ApiResponse } from '../../../kube/api-request';
import { applyConfiguration } from '../../../kube/apply/apply';
import type { ManagedFields } from '../../../kube/apply/managed-fields';
import { ownershipAfterScale, type ReplicasPaths, scaleOwnership } from '../../../kube/apply/scale-ownership';
import { invalidObject } from '../../../kube/field-error';
import type { Scale } from '../../../kube/generated/autoscaling-v1';
import { apiVersionOf, type KubeObject } from '../../../kube/object';
import { applyJsonPatch } from '../../../kube/patch/json-patch';
import { applyMergePatch } from '../../../kube/patch/merge-patch';
import { applyStrategicMergePatch } from '../../../kube/patch/strategic-merge-patch';
import { schemaOf } from '../../../kube/schema';
import { badRequest, conflict, methodNotSupported } from '../../../kube/status';
import { validateScale } from '../../../kube/validation/scale';
import { timestamp } from '../../clock/clock';
import { decodeAs } from '../decoding';
import type { ApiServerEnvironment } from '../environment';
import { asRequested } from '../kind-registration';
import { patchIn } from '../patching';
import type { Draft, Registry } from '../registry';
import { addressed, ok } from '../responses';
import type { StoredObject } from '../stored-object';
import type { SubresourceHandler } from '../subresource';
import { placesOf } from './scale-places';

const KIND = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
const API_VERSION = apiVersionOf(KIND);

/** `scale` of whatever has replicas: their count, seen apart. */
export function scale(environment: ApiServerEnvironment): SubresourceHandler {
  return (registry, request) => {
    switch (request.verb) {
      case 'get':
        return ok(storedScale(registry, registry.get(request.namespace, request.name!)));
      case 'update':
      case 'patch':
        return write(registry, request, timestamp(environment.clock.now()));
      default:
        throw methodNotSupported(registry.kind.info, request.verb);
    }
  };
}

function storedScale(registry: Registry, { object }: StoredObject): Scale {
  return scaleOf(registry, asRequested(registry.kind, object));
}

function scaleOf({ kind }: Registry, object: KubeObject): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { replicas, observed, selector } = placesOf(kind.info).read(object);
  return {
    kind: KIND.kind,
    apiVersion: API_VERSION,
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: { replicas: observed, ...(selector ? { selector } : {}) },
  };
}

function write(registry: Registry, request: ApiRequest, time: string): ApiResponse {
  const warnings: string[] = [];
  const outcome = registry.update(request, request.name!, (existing) =>
    draftOf(registry, request, existing!, time, warnings),
  );
  return ok(storedScale(registry, outcome.stored), [...warnings, ...outcome.warnings]);
}

/** The object with the replica count that the request asks for, and what that does to the ownership. */
function draftOf(
  registry: Registry,
  request: ApiRequest,
  existing: StoredObject,
  time: string,
  warnings: string[],
): Draft {
  const { info } = registry.kind;
  const apiVersion = apiVersionOf(info);
  const places = placesOf(info);
  const paths = places.paths;
  const object = asRequested(registry.kind, existing.object);
  const current = scaleOf(registry, object);
  const desired = desiredScale(request, current, existing, paths, time, warnings);
  const merged = ({ metadata: { resourceVersion } = {}, spec }: Scale): KubeObject => {
    const { metadata, ...rest } = places.write(object, spec?.replicas ?? 0);
    // A version that the Scale names is the one its sender has seen.
    return { ...rest, metadata: resourceVersion ? { ...metadata, resourceVersion } : metadata };
  };
  return {
    object: withUid(merged(desired.scale), desired.scale),
    part: {
      body: desired.scale as KubeObject,
      show: (shown) => scaleOf(registry, shown) as KubeObject,
      merge(body) {
        // A custom object is validated as a whole.
        const errors = info.custom ? [] : validateScale(body as Scale);
        if (errors.length) throw invalidObject(KIND, request.name!, errors);
        checkUid(registry, request, body, object);
        return merged(body as Scale);
      },
    },
    ownership: {
      of: (before) => ownershipAfterScale(before, desired.ownership(before), apiVersion, paths),
    },
  };
}

/** An update of a Scale that names a UID insists on it. */
function withUid(object: KubeObject, { metadata: { uid } = {} }: Scale): KubeObject {
  return uid ? { ...object, metadata: { ...object.metadata, uid } } : object;
}

/** A UID that a patched Scale names is that of the object. */
function checkUid(
  { kind: { info } }: Registry,
  { name }: ApiRequest,
  { metadata: { uid } }: KubeObject,
  { metadata: { uid: own } }: KubeObject,
): void {
  if (!uid || uid === own) return;
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${own}`;
  throw conflict({ group: info.group, resource: `${info.resource}/scale` }, name!, why);
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
