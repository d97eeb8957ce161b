import type { ApiRequest } from '../../kube/api-request';
import { applyConfiguration } from '../../kube/apply/apply';
import { ManagedFields } from '../../kube/apply/managed-fields';
import { apiVersionOf, type KubeObject } from '../../kube/object';
import { applyJsonPatch } from '../../kube/patch/json-patch';
import { applyMergePatch } from '../../kube/patch/merge-patch';
import { applyStrategicMergePatch } from '../../kube/patch/strategic-merge-patch';
import { badRequest, notFound } from '../../kube/status';
import { timestamp } from '../clock/clock';
import { decodeBody } from './decoding';
import { type KindRegistration, resetFields } from './kind-registration';
import type { Draft } from './registry';
import type { StoredObject } from './stored-object';

/** The new version that a PATCH makes of `existing`; only server-side apply can start from nothing. */
export function patched(
  kind: KindRegistration,
  request: ApiRequest,
  existing: StoredObject | undefined,
  now: number,
  warnings: string[],
): Draft {
  if (request.patchType === 'apply') return appliedDraft(kind, request, existing, now, warnings);
  if (!existing) throw notFound(kind.info, request.name!);
  const base = request.lean ? existing.object : existing.complete();
  const result = patchedValue(kind, request, base);
  return draftOf(decodeBody(kind, result, request, warnings));
}

function patchedValue(kind: KindRegistration, request: ApiRequest, base: KubeObject): unknown {
  switch (request.patchType) {
    case 'json':
      return applyJsonPatch(base, request.body);
    case 'merge':
      return applyMergePatch(base, request.body);
    case 'strategic':
      return applyStrategicMergePatch(base, request.body, kind.schema);
    default:
      throw badRequest(`unknown patch type ${request.patchType}`);
  }
}

function appliedDraft(
  kind: KindRegistration,
  request: ApiRequest,
  existing: StoredObject | undefined,
  now: number,
  warnings: string[],
): Draft {
  const { fieldManager, force = false } = request.options;
  if (!fieldManager)
    throw badRequest(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  const configuration = request.body as KubeObject;
  const { object, managed } = applyConfiguration({
    schema: kind.schema,
    live: existing?.object,
    managed: existing?.managed() ?? ManagedFields.none,
    configuration,
    manager: fieldManager,
    kind: kind.info.kind,
    apiVersion: apiVersionOf(kind.info),
    subresource: request.subresource ?? '',
    time: timestamp(now),
    force,
    resetFields: resetFields(kind, request.subresource),
  });
  // The merged object is stored like any other: with the zero values that decoding fills in.
  return { object: decodeBody(kind, object, request, warnings), managed, applied: true };
}

/** An object a client sent. What it says about ownership counts, as in the real server, but is kept apart from it. */
export function draftOf(object: KubeObject): Draft {
  if (!object.metadata.managedFields) return { object };
  const { managedFields, ...metadata } = object.metadata;
  const bare = { ...object, metadata };
  return managedFields.length
    ? { object: bare, managed: ManagedFields.decode(managedFields) }
    : { object: bare };
}
