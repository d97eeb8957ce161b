import type { Requirement, SelectorOperator } from '../selectors/requirement';
import type { Scope } from './evaluator';

const OPERATORS: { readonly [operator: string]: SelectorOperator } = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/** A scope as a requirement on a label of its own name. */
export function scopeRequirement({ scopeName, operator, values = [] }: Scope): Requirement {
  return { key: scopeName, operator: OPERATORS[operator]!, values };
}
