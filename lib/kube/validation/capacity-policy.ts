import { duplicate, type FieldError, forbiddenField, invalidValue, required, tooMany } from '../field-error';
import type { FieldPath } from '../field-path';
import type { CapacityRequestPolicy, CapacityRequestPolicyRange } from '../generated/resource-v1';
import { Quantity } from '../quantity';

/** How much of a shared device's capacity one request may take. */

const MAX_VALUES = 10;

export function validateRequestPolicy(
  capacity: string | number,
  { default: standard, validValues = [], validRange }: CapacityRequestPolicy,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (validValues.length > 0 && validRange) {
    errors.push(
      forbiddenField(
        path,
        'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time',
      ),
    );
    return;
  }
  const field = validValues.length > 0 ? 'validValues' : validRange ? 'validRange' : undefined;
  if (!field) return;
  if (standard === undefined) {
    errors.push(required(path.child('default'), `required when ${field} is defined`));
    return;
  }
  const most = Quantity.parse(capacity);
  const chosen = Quantity.parse(standard);
  if (validRange) validateRange(chosen, most, validRange, path.child(field), errors);
  else
    validateValues(
      chosen,
      most,
      validValues.map((value) => Quantity.parse(value)),
      path.child(field),
      errors,
    );
}

function validateValues(
  chosen: Quantity,
  most: Quantity,
  values: readonly Quantity[],
  path: FieldPath,
  errors: FieldError[],
): void {
  values.forEach((value, index) => {
    if (index > 0 && values[index - 1]!.compare(value) > 0)
      errors.push(invalidValue(path.index(index), String(value), 'values must be sorted in ascending order'));
  });
  let hasChosen = false;
  if (values.length > MAX_VALUES) errors.push(tooMany(path, values.length, MAX_VALUES));
  else {
    values.forEach((value, index) => {
      hasChosen ||= value.equals(chosen);
      if (value.compare(most) > 0)
        errors.push(
          invalidValue(path.index(index), String(value), `option is larger than capacity value: ${most}`),
        );
    });
    const keys = values.map((value) => String(value.value()));
    keys.forEach((key, index) => {
      if (keys.indexOf(key) < index) errors.push(duplicate(path.index(index), key));
    });
  }
  if (!hasChosen)
    errors.push(
      invalidValue(path, String(chosen), 'default value is not valid according to the requestPolicy'),
    );
}

function validateRange(
  chosen: Quantity,
  most: Quantity,
  range: CapacityRequestPolicyRange,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (range.min === undefined) {
    errors.push(required(path.child('min'), 'required when validRange is defined'));
    return;
  }
  const min = Quantity.parse(range.min);
  const max = range.max === undefined ? undefined : Quantity.parse(range.max);
  const invalid = (field: string, value: Quantity, detail: string) =>
    errors.push(invalidValue(path.child(field), String(value), detail));
  if (min.compare(most) > 0) invalid('min', min, `min is larger than capacity value: ${most}`);
  if (chosen.compare(min) < 0) invalid('min', chosen, `default is less than min: ${min}`);
  if (max) {
    if (min.compare(max) > 0) invalid('max', min, `min is larger than max: ${max}`);
    if (max.compare(most) > 0) invalid('max', max, `max is larger than capacity value: ${most}`);
    if (chosen.compare(max) > 0) invalid('max', chosen, `default is more than max: ${max}`);
  }
  if (range.step === undefined) return;
  const step = Quantity.parse(range.step);
  const next = min.add(step);
  if (next.compare(most) > 0)
    invalid('step', step, `one step ${next} is larger than capacity value: ${most}`);
  for (const value of max ? [chosen, max] : [chosen])
    if ((value.value() - min.value()) % step.value() !== 0)
      invalid('step', value, `value is not a multiple of a given step (${step}) from (${min})`);
}
