import { type DecodedBody, UndecodableError } from '../decode-body';
import { goJson } from '../go-format';
import type { KubeObject } from '../object';
import { invalidPatch } from '../patch/errors';
import { applyJsonPatch } from '../patch/json-patch';
import { applyMergePatch } from '../patch/merge-patch';
import { type ObjectPatch, problemsOfPatch } from '../patch/patch-object';
import type { JsonObject } from '../record';
import { unsupportedMediaType } from '../status';
import type { CustomVersion } from './custom-version';
import { decodeDocument } from './decode-object';
import { sortedDeep } from './sorted-deep';

/** What the API server answers to patches that need Kubernetes' own types. */
export const UNSUPPORTED_PATCH =
  'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';

/** Patches an object of a custom kind as the API server does. Throws a `StatusError` with its code and words. */
export function patchCustomObject(
  object: KubeObject,
  { type, patch, fieldValidation = 'Warn' }: ObjectPatch,
  custom: CustomVersion,
): DecodedBody<KubeObject> {
  if (type === 'strategic') throw unsupportedMediaType(UNSUPPORTED_PATCH);
  const inPatch = fieldValidation === 'Ignore' ? [] : problemsOfPatch(type, patch);
  const patched = (type === 'json'
    ? applyJsonPatch(object, patch)
    : applyMergePatch(object, patch)) as unknown as JsonObject;
  const refused = (problem: string) => invalidPatch(goJson(sortedDeep(patched)), problem);
  const warnings = [...inPatch];
  try {
    const lenient = fieldValidation === 'Strict' ? 'Warn' : fieldValidation;
    const decoded = decodeDocument(custom, patched, { fieldValidation: lenient }, warnings);
    if (fieldValidation === 'Strict' && warnings.length > 0)
      throw refused(`strict decoding error: ${warnings.join(', ')}`);
    return { object: decoded, warnings };
  } catch (error) {
    if (error instanceof UndecodableError) throw refused(error.message);
    throw error;
  }
}
