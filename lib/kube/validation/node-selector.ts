import { type FieldError, forbiddenField, invalidValue, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from '../generated/core-v1';
import { goTyped } from '../go-format';
import { isLabelValue, nameIsDnsSubdomain } from '../names';
import { validateLabelName } from './labels';
import { validateByRule } from './scalars';

export interface NodeSelectorRules {
  /** Values that are no label values: preferences may have them, and selectors that were stored with them. */
  readonly allowInvalidLabelValues?: boolean;
}

export function validateNodeSelector(
  { nodeSelectorTerms = [] }: NodeSelector,
  path: FieldPath,
  errors: FieldError[],
  rules: NodeSelectorRules = {},
): void {
  const at = path.child('nodeSelectorTerms');
  if (nodeSelectorTerms.length === 0) errors.push(required(at, 'must have at least one node selector term'));
  nodeSelectorTerms.forEach((term, index) => {
    validateNodeSelectorTerm(term, at.index(index), errors, rules);
  });
}

export function validateNodeSelectorTerm(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  path: FieldPath,
  errors: FieldError[],
  rules: NodeSelectorRules = {},
): void {
  matchExpressions.forEach((requirement, index) => {
    validateRequirement(requirement, path.child('matchExpressions').index(index), errors, rules);
  });
  matchFields.forEach((requirement, index) => {
    validateFieldRequirement(requirement, path.child('matchFields').index(index), errors);
  });
}

function validateRequirement(
  { key, operator, values = [] }: NodeSelectorRequirement,
  path: FieldPath,
  errors: FieldError[],
  rules: NodeSelectorRules,
): void {
  const at = path.child('values');
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      errors.push(required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(forbiddenField(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1)
      errors.push(required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  } else
    errors.push(
      invalidValue(path.child('operator'), goTyped(operator ?? ''), 'not a valid selector operator'),
    );
  validateLabelName(key ?? '', path.child('key'), errors);
  if (rules.allowInvalidLabelValues) return;
  values.forEach((value, index) => {
    validateByRule(value, isLabelValue, at.index(index), errors);
  });
}

/** Nodes can be selected by one field: their name. */
function validateFieldRequirement(
  { key, operator, values = [] }: NodeSelectorRequirement,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (operator !== 'In' && operator !== 'NotIn')
    errors.push(
      invalidValue(path.child('operator'), goTyped(operator ?? ''), 'not a valid selector operator'),
    );
  else if (values.length !== 1)
    errors.push(
      required(
        path.child('values'),
        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
      ),
    );
  if (key !== 'metadata.name') {
    errors.push(invalidValue(path.child('key'), key ?? '', 'not a valid field selector key'));
    return;
  }
  values.forEach((value, index) => {
    for (const message of nameIsDnsSubdomain(value, false))
      errors.push(invalidValue(path.child('values').index(index), value, message));
  });
}
