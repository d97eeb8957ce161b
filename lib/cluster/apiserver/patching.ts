import type { ApiRequest } from '../../kube/api-request';
import { applyConfiguration } from '../../kube/apply/apply';
import { ManagedFields } from '../../kube/apply/managed-fields';
import { patchCustomObject } from '../../kube/custom-resource/patch-object';
import { keysRepeatedInYaml } from '../../kube/decode-body';
import { jsonKind } from '../../kube/go-value';
import { apiVersionOf, type KubeObject } from '../../kube/object';
import { patchObject } from '../../kube/patch/patch-object';
import { isObject } from '../../kube/record';
import { badRequest, notFound } from '../../kube/status';
import { timestamp } from '../clock/clock';
import { decodeBody, validationOf } from './decoding';
import { asRequested, type KindRegistration } from './kind-registration';
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
  const base = asRequested(kind, request.lean ? existing.object : existing.complete());
  const patch = { type: patchKind(request), patch: patchIn(request), fieldValidation: validationOf(request) };
  const { custom } = kind.info;
  const decoded = custom
    ? patchCustomObject(base, patch, custom)
    : patchObject<KubeObject>(base, patch, kind.schema, kind.info);
  warnings.push(...decoded.warnings);
  return patchedDraft(decoded.object, base, existing, request);
}

/** The patch. The transport puts the syntax error in its place when it could not be read. @throws StatusError 400 */
export function patchIn({ body, patchType }: ApiRequest): unknown {
  if (patchType === 'apply') return configurationIn(body);
  if (!(body instanceof Error)) return body;
  throw badRequest(patchType === 'strategic' ? body.message : `error decoding patch: ${body.message}`);
}

function configurationIn(body: unknown): unknown {
  if (body instanceof Error)
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${body.message}`);
  if (body === null || body === undefined) return {};
  if (isObject(body)) return body;
  throw badRequest(
    `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(body)} into Go value of type map[string]interface {}`,
  );
}

function patchKind({ patchType }: ApiRequest): 'json' | 'merge' | 'strategic' {
  if (patchType === 'json' || patchType === 'merge' || patchType === 'strategic') return patchType;
  throw badRequest(`unknown patch type ${patchType}`);
}

/** A patch may write the ownership, too; one that leaves it alone leaves the very list of the base. */
function patchedDraft(
  object: KubeObject,
  base: KubeObject,
  existing: StoredObject,
  request: ApiRequest,
): Draft {
  const { managedFields, ...metadata } = object.metadata;
  const isUntouched = managedFields === base.metadata.managedFields;
  if (isUntouched && managedFields === undefined) return { object };
  const bare = { ...object, metadata };
  if (isUntouched) return { object: bare };
  const managed = ManagedFields.sent(managedFields ?? [], existing.managed(), request.subresource ?? '');
  return { object: bare, managed };
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
  const configuration = patchIn(request) as KubeObject;
  const { object, managed } = applyConfiguration({
    schema: kind.schema,
    live: existing && asRequested(kind, existing.object),
    managed: existing?.managed() ?? ManagedFields.none,
    configuration,
    manager: fieldManager,
    kind: kind.info.kind,
    apiVersion: apiVersionOf(kind.info),
    subresource: request.subresource ?? '',
    time: timestamp(now),
    force,
    resetFields: kind.resetFields(request.subresource ?? ''),
    versions: kind.versions,
  });
  checkRepeatedKeys(configuration, request, warnings);
  // The merged object is stored like any other: with the zero values that decoding fills in.
  // A copy, where it is the document itself, so that what was noted of that is told once.
  const merged = object === configuration ? { ...object } : object;
  return { object: decodeBody(kind, merged, request, warnings), ownership: { of: () => managed } };
}

function checkRepeatedKeys(configuration: object, request: ApiRequest, warnings: string[]): void {
  const repeated = keysRepeatedInYaml(configuration);
  const validation = validationOf(request) ?? 'Warn';
  if (repeated.length === 0 || validation === 'Ignore') return;
  if (validation === 'Warn') {
    warnings.push(...repeated);
    return;
  }
  const lines = repeated.map((line) => `\n  ${line}`).join('');
  throw badRequest(
    `error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:${lines}`,
  );
}

/**
 * An object a client sent. What it says about ownership counts, as in the real server, but is kept apart from the object.
 * @param body the object before it was decoded
 * @param existing what it is about to replace
 */
export function draftOf(
  object: KubeObject,
  body: unknown,
  request: ApiRequest,
  existing: StoredObject | undefined,
): Draft {
  const sent = sentOwnership(body);
  if (!sent) return { object };
  const { managedFields, ...metadata } = object.metadata;
  // An empty list, which decoding drops, clears the ownership.
  const entries = sent.length === 0 ? [] : managedFields;
  const live = existing?.managed() ?? ManagedFields.none;
  return {
    object: { ...object, metadata },
    managed: ManagedFields.sent(entries, live, request.subresource ?? ''),
  };
}

function sentOwnership(body: unknown): readonly unknown[] | undefined {
  const { metadata } = (body ?? {}) as { metadata?: { managedFields?: unknown } };
  return Array.isArray(metadata?.managedFields) ? metadata.managedFields : undefined;
}
