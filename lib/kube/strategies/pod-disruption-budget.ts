import { type FieldError, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from '../generated/policy-v1';
import { goStruct } from '../go-struct';
import type { Strategy } from '../strategy';
import { validateConditions } from '../validation/conditions';
import { validateAtMostAll, validateCountOrPercent, validateCounts } from '../validation/counts';
import { type LabelSelectorRules, validateLabelSelector } from '../validation/label-selector';
import { validateSupported } from '../validation/scalars';
import { specChanged } from './spec-changed';

const SPEC = FieldPath.of('spec');
const SELECTOR = SPEC.child('selector');
const STATUS = FieldPath.of('status');
const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];

export const podDisruptionBudgetStrategy: Strategy<PodDisruptionBudget> = {
  validatesOwnMetadata: true,
  allowUnconditionalUpdate: false,
  generationChanged: specChanged,
  initialStatus: () => ({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
  validate: ({ spec = {} }) => {
    const errors: FieldError[] = [];
    validateSpec(spec, errors);
    return errors;
  },
  validateUpdate: ({ spec = {} }, old) => {
    const errors: FieldError[] = [];
    const selectorErrors: FieldError[] = [];
    validateLabelSelector(old.spec?.selector, SELECTOR, selectorErrors);
    validateSpec(spec, errors, { allowInvalidLabelValues: selectorErrors.length > 0 });
    return errors;
  },
  validateStatusUpdate: ({ status }) => {
    const errors: FieldError[] = [];
    if (!status) return errors;
    validateConditions(status.conditions ?? [], STATUS.child('conditions'), errors);
    validateCounts(
      status,
      ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'],
      STATUS,
      errors,
    );
    return errors;
  },
};

function validateSpec(
  spec: PodDisruptionBudgetSpec,
  errors: FieldError[],
  rules: LabelSelectorRules = {},
): void {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    errors.push(
      invalidValue(
        SPEC,
        goStruct('policy.PodDisruptionBudgetSpec', spec),
        'minAvailable and maxUnavailable cannot be both set',
      ),
    );
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    const value = spec[field];
    if (value === undefined) continue;
    validateCountOrPercent(value, SPEC.child(field), errors);
    validateAtMostAll(value, SPEC.child(field), errors);
  }
  validateLabelSelector(selector, SELECTOR, errors, rules);
  if (unhealthyPodEvictionPolicy !== undefined)
    validateSupported(
      unhealthyPodEvictionPolicy,
      EVICTION_POLICIES,
      SPEC.child('unhealthyPodEvictionPolicy'),
      errors,
    );
}
