import type { PolicyRule } from '../../../kube/generated/rbac-v1';
import { goQuote } from '../../../kube/go-format';
import { matchesPath } from './policy-rule';

const ALL = '*';

/**
 * What of `wanted` the rules somebody has do not cover. Kubernetes compares rule by rule: each wanted combination of
 * verb, group, resource and name must be covered by one rule as a whole.
 */
export function missingRules(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(simpleRules).filter((one) => !owned.some((rule) => covers(rule, one)));
}

/** The combinations of a rule, each with one verb, one resource and at most one name, or with one URL. */
function simpleRules(rule: PolicyRule): PolicyRule[] {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const names = resourceNames.length ? resourceNames.map((name) => ({ resourceNames: [name] })) : [{}];
  const simple: PolicyRule[] = [];
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs)
        for (const name of names)
          simple.push({ verbs: [verb], apiGroups: [group], resources: [resource], ...name });
  for (const url of nonResourceURLs)
    for (const verb of verbs) simple.push({ verbs: [verb], nonResourceURLs: [url] });
  return simple;
}

/** Whether a rule covers a simple one. */
function covers(rule: PolicyRule, simple: PolicyRule): boolean {
  return (
    hasAll(rule.verbs, simple.verbs) &&
    hasAll(rule.apiGroups, simple.apiGroups) &&
    (simple.resources ?? []).every((resource) => coversResource(rule.resources, resource)) &&
    (!rule.resourceNames?.length || namesWithin(rule.resourceNames, simple.resourceNames)) &&
    (simple.nonResourceURLs ?? []).every((url) => rule.nonResourceURLs?.some((one) => matchesPath(one, url)))
  );
}

function hasAll(owned: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return owned.includes(ALL) || wanted.every((one) => owned.includes(one));
}

function namesWithin(owned: readonly string[], wanted: readonly string[] = []): boolean {
  return wanted.length > 0 && wanted.every((name) => owned.includes(name));
}

function coversResource(owned: readonly string[] = [], resource: string): boolean {
  if (owned.includes(ALL) || owned.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && owned.includes(`${ALL}${resource.slice(slash)}`);
}

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
