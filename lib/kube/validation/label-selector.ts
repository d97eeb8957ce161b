import { type FieldError, forbiddenField, invalidValue, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type { LabelSelector, LabelSelectorRequirement } from '../generated/meta-v1';
import { goTyped } from '../go-format';
import { isLabelValue } from '../names';
import { validateLabelName, validateLabels } from './labels';

export interface LabelSelectorRules {
  /** Values of requirements that are no label values: only for objects that were stored with them. */
  readonly allowInvalidLabelValues?: boolean;
  /** Operators of versions to come: only for questions about access. */
  readonly allowUnknownOperators?: boolean;
}

export function validateLabelSelector(
  selector: LabelSelector | undefined,
  path: FieldPath,
  errors: FieldError[],
  rules: LabelSelectorRules = {},
): void {
  if (!selector) return;
  validateLabels(selector.matchLabels, path.child('matchLabels'), errors);
  selector.matchExpressions?.forEach((requirement, index) => {
    validateRequirement(requirement, path.child('matchExpressions').index(index), errors, rules);
  });
}

export function validateRequirement(
  { key, operator, values = [] }: LabelSelectorRequirement,
  path: FieldPath,
  errors: FieldError[],
  rules: LabelSelectorRules = {},
): void {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      errors.push(required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(
        forbiddenField(
          path.child('values'),
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      );
  } else if (!rules.allowUnknownOperators) {
    errors.push(
      invalidValue(path.child('operator'), goTyped(operator ?? ''), 'not a valid selector operator'),
    );
  }
  validateLabelName(key ?? '', path.child('key'), errors);
  if (rules.allowInvalidLabelValues) return;
  values.forEach((value, index) => {
    for (const message of isLabelValue(value))
      errors.push(invalidValue(path.child('values').index(index), value, message));
  });
}
