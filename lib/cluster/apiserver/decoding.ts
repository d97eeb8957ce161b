import type { ApiRequest } from '../../kube/api-request';
import { decodeAll } from '../../kube/decode';
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../kube/object';
import type { Schema } from '../../kube/schema';
import { badRequest } from '../../kube/status';
import type { KindRegistration } from './kind-registration';

/** The object in a request's body, typed and pruned. Unknown fields warn, or refuse with `fieldValidation=Strict`. */
export function decodeBody(
  kind: KindRegistration,
  body: unknown,
  request: ApiRequest,
  warnings: string[],
): KubeObject {
  const { conversion, info, schema } = kind;
  const object = decodeAs<KubeObject>(schema, info, body, request, warnings);
  return conversion ? conversion.toStorage(object) : object;
}

/** The same for a body of another kind than the resource's: Scale, Binding, Eviction. */
export function decodeAs<T extends { readonly metadata?: unknown }>(
  schema: Schema,
  expected: GroupVersionKind,
  body: unknown,
  request: ApiRequest,
  warnings: string[],
): T {
  const document = withKind(body, expected);
  const { value, errors, strictErrors } = decodeAll<T>(schema, document, {
    asWritten: request.patchType === 'apply',
  });
  const refuse = (why: string) =>
    badRequest(
      `${expected.kind} in version ${JSON.stringify(expected.version)} cannot be handled as a ${expected.kind}: ${why}`,
    );
  const failure = errors.find(({ isFatal }) => isFatal) ?? errors[0];
  if (failure) throw refuse(failure.serverMessage);
  const { fieldValidation = 'Warn' } = request.options;
  if (strictErrors.length === 0 || request.lean || fieldValidation === 'Ignore') return value;
  if (fieldValidation === 'Strict') throw refuse(`strict decoding error: ${strictErrors.join(', ')}`);
  warnings.push(...strictErrors);
  return value;
}

/** A body may leave out what the path already says; it must not say something else. */
function withKind(body: unknown, expected: GroupVersionKind): object {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const found = body === undefined ? 'an empty body' : Array.isArray(body) ? 'a list' : typeof body;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${expected.kind}): couldn't get version/kind; found ${found}`,
    );
  }
  const apiVersion = apiVersionOf(expected);
  const given = body as { apiVersion?: unknown; kind?: unknown; metadata?: unknown };
  if (given.apiVersion && given.apiVersion !== apiVersion)
    throw badRequest(
      `the API version in the data (${given.apiVersion}) does not match the expected API version (${apiVersion})`,
    );
  if (given.kind && given.kind !== expected.kind)
    throw badRequest(
      `${given.kind} in version ${JSON.stringify(expected.version)} cannot be handled as a ${expected.kind}: the kind in the data does not match the expected kind`,
    );
  const complete = given.apiVersion && given.kind && given.metadata;
  return complete ? body : { ...body, apiVersion, kind: expected.kind, metadata: given.metadata ?? {} };
}
