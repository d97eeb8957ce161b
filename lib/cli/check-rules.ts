import { RULE_FAMILIES, rulesOf, unknownRule } from '../checks/registry';
import type { BuiltInRule, Rule } from '../checks/rule';
import { activeRules, type CheckOptions } from '../checks/run-checks';
import { UsageError } from './exit';

/** All rules by family, one to a line; those that would be checked are marked. */
export function listRules(options: CheckOptions): string {
  const active = new Set(activeRules(options));
  const families: readonly { readonly title: string; readonly rules: readonly Rule[] }[] = [
    ...RULE_FAMILIES,
    ...(options.rules?.length ? [{ title: 'Own', rules: options.rules }] : []),
  ];
  const width = Math.max(...families.flatMap(({ rules }) => rules.map(({ id }) => id.length)));
  const line = (rule: Rule) =>
    `${active.has(rule) ? '*' : ' '} ${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${summaryOf(rule)}`;
  return [
    ...families.flatMap(({ title, rules }) => [title, ...rules.map(line), '']),
    `* checked by the profile ${options.profile}; --explain RULE tells more of one`,
  ].join('\n');
}

/** @throws UsageError for a rule that does not exist */
export function explainRule(id: string, own: readonly Rule[] = []): string {
  const all = rulesOf(own);
  const rule = all.get(id);
  if (!rule) throw new UsageError(unknownRule(id, all.keys()));
  const { severity, why, fix, profile = 'default', peers = [] } = rule as Rule & Partial<BuiltInRule>;
  return [
    `${id}  (${severity}, profile ${profile})`,
    '',
    `finds  ${summaryOf(rule)}`,
    `why    ${why}`,
    `fix    ${fix}`,
    ...(peers.length > 0 ? [`like   ${peers.join(', ')}`] : []),
  ].join('\n');
}

function summaryOf(rule: Rule): string {
  return (rule as Partial<BuiltInRule>).finds ?? rule.why;
}
