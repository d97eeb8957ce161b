import { duplicate, type FieldError, invalidValue, required, tooLong } from '../field-error';
import type { FieldPath } from '../field-path';
import type { OpaqueDeviceConfiguration } from '../generated/resource-v1';
import { goTyped } from '../go-format';
import { isCIdentifier } from '../names';
import { isObject } from '../record';
import { validateCsiDriverName } from './csi';
import { validateLabelName } from './labels';
import { validateList } from './lists';
import { validateDnsSubdomain } from './names';
import { validateByRule } from './scalars';

/** Names of pools and attributes, and what claims and slices of devices have in common. */

export const validateDriverName = validateCsiDriverName;

const POOL_NAME_LIMIT = 253;
const ID_LIMIT = 32;
const PARAMETERS_LIMIT = 10 * 1024;
const CONDITIONS_LIMIT = 4;

/** `node-1` or `rack/node-1`. */
export function validatePoolName(name: string, path: FieldPath, errors: FieldError[]): void {
  if (name === '') {
    errors.push(required(path));
    return;
  }
  if (Buffer.byteLength(name) > POOL_NAME_LIMIT) errors.push(tooLong(path, POOL_NAME_LIMIT));
  for (const part of name.split('/')) validateDnsSubdomain(part, path, errors);
}

/** `model` or `gpu.example.com/model`: an attribute or a capacity. */
export function validateAttributeName(name: string, path: FieldPath, errors: FieldError[]): void {
  const parts = name.split('/');
  if (parts.length > 2) return;
  const id = parts.at(-1)!;
  if (parts.length === 1) {
    validateIdentifier(id, path, errors);
    return;
  }
  if (parts[0] === '') errors.push(invalidValue(path, '', 'the domain must not be empty'));
  else validateDriverName(parts[0]!, path, errors);
  if (id === '') errors.push(invalidValue(path, '', 'the name must not be empty'));
  else validateIdentifier(id, path, errors);
}

function validateIdentifier(id: string, path: FieldPath, errors: FieldError[]): void {
  if (id.length > ID_LIMIT) errors.push(tooLong(path, ID_LIMIT));
  validateByRule(id, isCIdentifier, path, errors);
}

export function validateFullAttributeName(name: string, path: FieldPath, errors: FieldError[]): void {
  validateAttributeName(name, path, errors);
  if (!name.includes('/'))
    errors.push(
      invalidValue(
        path,
        goTyped(name),
        'a fully qualified name must be a domain and a name separated by a slash',
      ),
    );
}

/** What only the driver of a device understands. */
export function validateConfiguration(
  opaque: OpaqueDeviceConfiguration | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const own = path.child('opaque');
  if (!opaque) {
    errors.push(required(own));
    return;
  }
  validateDriverName(opaque.driver ?? '', own.child('driver'), errors);
  validateRawObject(opaque.parameters, PARAMETERS_LIMIT, own.child('parameters'), errors);
}

export function validateRawObject(
  value: unknown,
  limit: number,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (value === undefined || value === null) errors.push(required(path));
  else if (Buffer.byteLength(JSON.stringify(value)) > limit) errors.push(tooLong(path, limit));
  else if (!isObject(value))
    errors.push(invalidValue(path, '<value omitted>', 'must be a valid JSON object'));
}

interface BindingConditions {
  readonly bindingConditions?: readonly string[];
  readonly bindingFailureConditions?: readonly string[];
}

/** What a pod waits for before it is bound, and what makes it stop waiting. */
export function validateBindingConditions(
  { bindingConditions: good = [], bindingFailureConditions: bad = [] }: BindingConditions,
  path: FieldPath,
  errors: FieldError[],
): void {
  const goodPath = path.child('bindingConditions');
  const badPath = path.child('bindingFailureConditions');
  validateList(good, CONDITIONS_LIMIT, validateLabelName, goodPath, errors);
  validateList(bad, CONDITIONS_LIMIT, validateLabelName, badPath, errors);
  good.forEach((condition, index) => {
    if (good.indexOf(condition) < index) errors.push(duplicate(goodPath.index(index), condition));
  });
  bad.forEach((condition, index) => {
    const own = badPath.index(index);
    if (bad.indexOf(condition) < index) errors.push(duplicate(own, condition));
    if (good.includes(condition))
      errors.push(
        invalidValue(own, condition, 'bindingFailureConditions must not overlap with bindingConditions'),
      );
  });
  if (good.length === 0 && bad.length > 0)
    errors.push(
      invalidValue(goodPath, null, 'bindingConditions are required to use bindingFailureConditions'),
    );
  if (bad.length === 0 && good.length > 0)
    errors.push(
      invalidValue(badPath, null, 'bindingFailureConditions are required to use bindingConditions'),
    );
}
