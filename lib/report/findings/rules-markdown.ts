import type { RuleFamily } from '../../checks/registry';
import type { BuiltInRule } from '../../checks/rule';

/** All rules as Markdown, a heading for each: what `docs/checks.md` says of them. */
export function rulesMarkdown(families: readonly RuleFamily[]): string {
  return families.map(familyMarkdown).join('\n\n');
}

function familyMarkdown({ title, rules }: RuleFamily): string {
  return [`### ${title}`, ...rules.map(ruleMarkdown)].join('\n\n');
}

function ruleMarkdown({ id, severity, profile, finds, why, fix, peers = [] }: BuiltInRule): string {
  const like = peers.length > 0 ? `\n- Like: ${peers.join(', ')}.` : '';
  return `#### ${id}\n\n${finds}\n\n- Severity: ${severity}. Profile: ${profile}.\n- Why: ${why}\n- Fix: ${fix}.${like}`;
}
