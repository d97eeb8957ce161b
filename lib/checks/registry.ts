import { nearestOf } from '../kube/suggestion';
import type { BuiltInRule, Rule } from './rule';
import { API_VERSION_RULES } from './rules/schema/api-versions';
import { DUPLICATE_RULES } from './rules/schema/duplicates';
import { MANIFEST_RULES } from './rules/schema/manifest';
import { SCHEMA_RULES } from './rules/schema/schema';
import { SUPPRESSION, UNUSED_SUPPRESSION } from './rules/schema/suppressions';
import { WARNING_RULES } from './rules/schema/warnings';

/** Rules about one side of things; docs/checks.md has a table for each family. */
export interface RuleFamily {
  readonly title: string;
  readonly rules: readonly BuiltInRule[];
}

export const RULE_FAMILIES: readonly RuleFamily[] = [
  {
    title: 'Schema',
    rules: [
      ...MANIFEST_RULES,
      ...SCHEMA_RULES,
      ...API_VERSION_RULES,
      ...DUPLICATE_RULES,
      ...WARNING_RULES,
      SUPPRESSION,
      UNUSED_SUPPRESSION,
    ],
  },
];

/** All rules of this library. */
export const BUILT_IN_RULES: readonly BuiltInRule[] = RULE_FAMILIES.flatMap(({ rules }) => rules);

/** The rules of this library and those of a project, by id. A project's rule takes the place of one with its id. */
export function rulesOf(own: readonly Rule[] = []): ReadonlyMap<string, Rule> {
  return new Map([...BUILT_IN_RULES, ...own].map((rule) => [rule.id, rule]));
}

/** `there is no rule "shema"; did you mean "schema"?` */
export function unknownRule(id: string, known: Iterable<string>): string {
  const near = nearestOf(id, known);
  return `there is no rule "${id}"${near ? `; did you mean "${near}"?` : ''}`;
}
