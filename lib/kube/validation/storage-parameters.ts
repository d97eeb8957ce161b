import { type FieldError, invalidValue, required, tooLong } from '../field-error';
import type { FieldPath } from '../field-path';
import { validateQualifiedName } from './names';

/** What classes of storage say to their drivers. */

const MAX_PARAMETERS = 512;
const PARAMETERS_LIMIT = 256 * 1024;

export function validateProvisioner(name: string | undefined, path: FieldPath, errors: FieldError[]): void {
  if (!name) errors.push(required(path));
  else validateQualifiedName(name.toLowerCase(), path, errors);
}

export function validateParameters(
  parameters: { readonly [name: string]: string } | undefined,
  allowEmpty: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  const entries = Object.entries(parameters ?? {});
  if (entries.length > MAX_PARAMETERS) {
    errors.push(tooLong(path, MAX_PARAMETERS));
    return;
  }
  let size = 0;
  for (const [name, value] of entries) {
    if (name === '') errors.push(invalidValue(path, name, 'field can not be empty.'));
    size += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  if (size > PARAMETERS_LIMIT) errors.push(tooLong(path, PARAMETERS_LIMIT));
  if (!allowEmpty && entries.length === 0)
    errors.push(required(path, 'must contain at least one key/value pair'));
}
