import type { PolicyRule } from '../../../kube/generated/rbac-v1';
import { goQuote } from '../../../kube/go-format';

/** The rules as a refusal lists them: those of one resource joined, each on a line of its own, sorted. */
export function describeRules(simple: readonly PolicyRule[]): string {
  const joined = new Map<string, PolicyRule>();
  for (const rule of simple) {
    const { verbs, ...rest } = rule;
    // Rules for URLs are listed verb by verb.
    const key = rule.nonResourceURLs ? JSON.stringify(rule) : JSON.stringify(rest);
    const known = joined.get(key);
    joined.set(key, known && !rule.nonResourceURLs ? { ...known, verbs: [...known.verbs, ...verbs] } : rule);
  }
  return [...new Set([...joined.values()].map(describe))].sort().join('\n');
}

function describe({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts = [
    ['APIGroups', apiGroups],
    ['Resources', resources],
    ['NonResourceURLs', nonResourceURLs],
    ['ResourceNames', resourceNames],
    ['Verbs', verbs],
  ] as const;
  const present = parts.filter(([, list]) => list?.length);
  return `{${present.map(([name, list]) => `${name}:${quotedList(list!)}`).join(', ')}}`;
}

/** `["get" "list"]` */
export function quotedList(list: readonly string[]): string {
  return `[${list.map(goQuote).join(' ')}]`;
}
