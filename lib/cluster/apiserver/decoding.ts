import type { ApiRequest } from '../../kube/api-request';
import { decodeCustomObject } from '../../kube/custom-resource/decode-object';
import { decodeBody as decode, type FieldValidation } from '../../kube/decode-body';
import type { GroupVersionKind, KubeObject } from '../../kube/object';
import type { Schema } from '../../kube/schema';
import type { KindRegistration } from './kind-registration';

/** The object in a request's body. Unknown fields warn, or refuse with `fieldValidation=Strict`. */
export function decodeBody(
  { info, schema }: KindRegistration,
  body: unknown,
  request: ApiRequest,
  warnings: string[],
): KubeObject {
  if (!info.custom) return decodeAs<KubeObject>(schema, info, body, request, warnings);
  const options = { fieldValidation: validationOf(request), text: request.rawBody };
  return decodeCustomObject(info.custom, info, body, options, warnings);
}

/** The same for a body of another kind than the resource's: Scale, Binding, Eviction. */
export function decodeAs<T>(
  schema: Schema,
  expected: GroupVersionKind,
  body: unknown,
  request: ApiRequest,
  warnings: string[],
): T {
  const { rawBody: text } = request;
  const decoded = decode<T>(schema, expected, body, { fieldValidation: validationOf(request), text });
  warnings.push(...decoded.warnings);
  return decoded.object;
}

/** Where the warnings about a request go: where it says, if it does. */
export function warningsOf({ warnings = [] }: ApiRequest): string[] {
  return warnings;
}

/** What to do about unknown fields. What a component in this process wrote was checked by the compiler. */
export function validationOf({ lean, options }: ApiRequest): FieldValidation | undefined {
  return lean ? 'Ignore' : options.fieldValidation;
}
