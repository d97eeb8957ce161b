import type { PolicyRule } from '../generated/rbac-v1';
import { trimEnd } from '../trim-end';

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

/** Whether `pattern` stands for `path`: it is that path, or a prefix of it and stars. */
export function matchesPath(pattern: string, path: string): boolean {
  return pattern === path || (pattern.endsWith(ALL) && path.startsWith(trimEnd(pattern, ALL)));
}
