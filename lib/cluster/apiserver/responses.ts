import type { ApiRequest, ApiResponse } from '../../kube/api-request';
import type { Status } from '../../kube/generated/meta-v1';
import type { KubeObject } from '../../kube/object';
import { badRequest } from '../../kube/status';
import { asRequested, type KindRegistration } from './kind-registration';
import { inNamespaceOf } from './object-metadata';
import type { WriteOutcome } from './registry';
import type { StoredObject } from './stored-object';

/** The same for all objects that one asks for, found out once: a busy watch asks for a hundred thousand. */
export function presenter(kind: KindRegistration, request: ApiRequest): (stored: StoredObject) => KubeObject {
  if (request.lean && !kind.read && !kind.versions) return ({ object }) => object;
  return (stored) => present(kind, stored, request);
}

/** How a stored object looks to the one who asks: in its version, with or without ownership. */
export function present(kind: KindRegistration, stored: StoredObject, request: ApiRequest): KubeObject {
  return asRequested(kind, request.lean ? stored.object : stored.complete());
}

export function ok(object: ApiResponse['object'], warnings: readonly string[] = NO_WARNINGS): ApiResponse {
  return { code: 200, object, warnings };
}

/** 201 for a new object, 200 for a changed one. */
export function written(
  kind: KindRegistration,
  { stored, created, warnings }: WriteOutcome,
  request: ApiRequest,
  earlier: readonly string[] = NO_WARNINGS,
): ApiResponse {
  const all = earlier.length && earlier !== warnings ? [...earlier, ...warnings] : warnings;
  return { code: created ? 201 : 200, object: present(kind, stored, request), warnings: all };
}

/** A delete answers with a Status once the object is gone, and with the object while it is going. */
export function deleted(kind: KindRegistration, outcome: WriteOutcome, request: ApiRequest): ApiResponse {
  const { stored, removed, warnings } = outcome;
  if (!removed || kind.strategy.returnsDeletedObject) return ok(present(kind, stored, request), warnings);
  const { name, uid } = stored.object.metadata;
  const { group, resource } = kind.info;
  const details = { name, ...(group ? { group } : {}), kind: resource, uid };
  return ok(
    { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } as Status,
    warnings,
  );
}

/**
 * An object that replaces the one that the request names: it must have that name, and the same namespace or none.
 * @throws StatusError 400
 */
export function addressed(request: ApiRequest, object: KubeObject, isNamespaced: boolean): KubeObject {
  const placed = inNamespaceOf(request, object, isNamespaced);
  const { name } = placed.metadata;
  if (!name)
    throw badRequest(
      `the name of the object (${request.name} based on URL) was undeterminable: name must be provided`,
    );
  if (name !== request.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${request.name})`);
  return placed;
}

const NO_WARNINGS: readonly string[] = [];
