import { invalidObject, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import { StatusError } from '../status';

/** What the API server answers when a patch cannot be applied. It hides the reason; here it is the error's `cause`. */
export function unprocessablePatch(reason: string): StatusError {
  const error = new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'the server rejected our request due to an error in our request',
    reason: 'Invalid',
    details: {},
    code: 422,
  });
  error.cause = new Error(reason);
  return error;
}

/** An error that the API server does not classify: code 500 without a reason. */
export function unclassified(message: string): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    code: 500,
  });
}

/** The patched object is no object of its kind. `patched` is the object or the patch, as the server prints it. */
export function invalidPatch(patched: string, problem: string): StatusError {
  return invalidObject({ group: '', version: '', kind: '' }, '', [
    invalidValue(FieldPath.of('patch'), patched, problem),
  ]);
}
