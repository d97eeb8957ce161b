import { CheckContext } from './context/check-context';
import type { CheckInput } from './context/checked-object';
import type { Finding } from './finding';
import { placedFinding } from './placed-finding';
import { API_VERSION_RULES } from './rules/schema/api-versions';
import { CUSTOM_RESOURCE_RULES } from './rules/schema/custom-resources';
import { SCHEMA_RULES } from './rules/schema/schema';

const RULES = [
  ...SCHEMA_RULES,
  ...CUSTOM_RESOURCE_RULES,
  ...API_VERSION_RULES.filter(({ id }) => id === 'removed-api'),
];

/**
 * Every object is what the API server would accept: a kind it serves, no unknown field, every value of its type, all
 * required fields, valid names and values. All problems are found at once.
 */
export function checkSchema(inputs: readonly CheckInput[]): readonly Finding[] {
  const context = new CheckContext(inputs, [], {});
  return RULES.flatMap((rule) =>
    [...rule.check(context)].map((problem) => placedFinding(rule, { fix: '', ...problem }, context).finding),
  );
}
