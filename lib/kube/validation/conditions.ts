import { duplicate, type FieldError, invalidValue, required, tooLong } from '../field-error';
import type { FieldPath } from '../field-path';
import type { Condition } from '../generated/meta-v1';
import { regexError } from '../names';
import { validateLabelName } from './labels';
import { validateSupported } from './scalars';

const STATUSES = ['False', 'True', 'Unknown'];
const REASON_LIMIT = 1024;
const MESSAGE_LIMIT = 32 * 1024;

const REASON = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const REASON_REGEX = new RegExp(`^${REASON}$`);
const BAD_REASON = regexError(
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  REASON,
  'my_name',
  'MY_NAME',
  'MyName',
  'ReasonA,ReasonB',
  'ReasonA:ReasonB',
);

/** Conditions of meta/v1: each type once, and complete. */
export function validateConditions(
  conditions: readonly Condition[],
  path: FieldPath,
  errors: FieldError[],
): void {
  const types = new Set<string>();
  conditions.forEach((condition, index) => {
    const { type = '' } = condition;
    if (types.has(type)) errors.push(duplicate(path.index(index).child('type'), type));
    types.add(type);
    validateCondition(condition, path.index(index), errors);
  });
}

function validateCondition(condition: Condition, path: FieldPath, errors: FieldError[]): void {
  const { type = '', status, observedGeneration = 0, lastTransitionTime, reason, message = '' } = condition;
  validateLabelName(type, path.child('type'), errors);
  validateSupported(status, STATUSES, path.child('status'), errors);
  if (observedGeneration < 0)
    errors.push(
      invalidValue(
        path.child('observedGeneration'),
        observedGeneration,
        'must be greater than or equal to zero',
      ),
    );
  if (!lastTransitionTime) errors.push(required(path.child('lastTransitionTime')));
  if (!reason) errors.push(required(path.child('reason')));
  else {
    if (!REASON_REGEX.test(reason)) errors.push(invalidValue(path.child('reason'), reason, BAD_REASON));
    if (Buffer.byteLength(reason) > REASON_LIMIT) errors.push(tooLong(path.child('reason'), REASON_LIMIT));
  }
  if (Buffer.byteLength(message) > MESSAGE_LIMIT) errors.push(tooLong(path.child('message'), MESSAGE_LIMIT));
}
