import type { Rule } from './rule';

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * A project's own rule. It gets the whole set of objects with all that the built-in rules know, and yields a problem for
 * each mistake:
 *
 * ```ts
 * export const owner = defineRule({
 *   id: 'no-owner',
 *   severity: 'warning',
 *   why: 'Nobody knows whom to call at night.',
 *   fix: 'add the label owner',
 *   *check({ workloads }) {
 *     for (const { object } of workloads)
 *       if (!object.metadata.labels?.owner) yield { object, field: 'metadata.labels', message: 'has no owner' };
 *   },
 * });
 * ```
 *
 * @throws Error for an id that annotations and reports could not name
 */
export function defineRule(rule: Rule): Rule {
  if (!ID.test(rule.id))
    throw new Error(`"${rule.id}" is no name for a rule; write it in kebab case: no-owner`);
  return rule;
}
