import { type FieldError, invalidValue, notSupported } from '../field-error';
import type { FieldPath } from '../field-path';
import type { Toleration } from '../generated/core-v1';
import { goTyped } from '../go-format';
import { isLabelValue } from '../names';
import { validateLabelName } from './labels';
import { validateSupported } from './scalars';

/** What a taint does. */
export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTolerations(
  tolerations: readonly Toleration[],
  path: FieldPath,
  errors: FieldError[],
): void {
  tolerations.forEach((toleration, index) => {
    validateToleration(toleration, path.index(index), errors);
  });
}

function validateToleration(toleration: Toleration, path: FieldPath, errors: FieldError[]): void {
  const { key = '', operator = '', effect = '' } = toleration;
  if (key) validateLabelName(key, path.child('key'), errors);
  else if (operator !== 'Exists')
    errors.push(
      invalidValue(
        path.child('operator'),
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    );
  if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute')
    errors.push(
      invalidValue(
        path.child('effect'),
        goTyped(effect),
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
      ),
    );
  validateOperator(operator, toleration.value ?? '', path.child('operator'), errors);
  if (effect) validateSupported(effect, TAINT_EFFECTS, path.child('effect'), errors);
}

/** Kubernetes reports what is wrong with the value at the operator. */
function validateOperator(operator: string, value: string, path: FieldPath, errors: FieldError[]): void {
  switch (operator) {
    case '':
    case 'Equal': {
      const messages = isLabelValue(value);
      if (messages.length > 0) errors.push(invalidValue(path, value, messages.join(';')));
      return;
    }
    case 'Exists':
      if (value) errors.push(invalidValue(path, value, "value must be empty when `operator` is 'Exists'"));
      return;
    case 'Lt':
    case 'Gt':
      errors.push(notSupported(path, operator, ['Equal', 'Exists', 'Lt', 'Gt']));
      return;
    default:
      errors.push(notSupported(path, goTyped(operator), ['Equal', 'Exists']));
  }
}
