import type { PolicyRule } from '../../../kube/generated/rbac-v1';
import { matchesPath } from '../../../kube/rbac/missing-rules';

const ALL = '*';

/** What of a request a rule is compared with, names apart. */
export interface ResourceAccess {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
}

/** Whether a rule speaks of this access, to whichever object. */
export function coversResource(rule: PolicyRule, access: ResourceAccess): boolean {
  return (
    hasOrAll(rule.verbs, access.verb) &&
    hasOrAll(rule.apiGroups, access.group) &&
    matchesResource(rule.resources, access)
  );
}

/** Whether a rule holds for the object of this name; the empty name stands for all objects. */
export function coversName({ resourceNames }: PolicyRule, name: string): boolean {
  return !resourceNames?.length || resourceNames.includes(name);
}

/** Whether a rule allows an access to a non-resource URL; it may end in a star. */
export function coversPath(rule: PolicyRule, verb: string, path: string): boolean {
  return (
    hasOrAll(rule.verbs, verb) && (rule.nonResourceURLs ?? []).some((pattern) => matchesPath(pattern, path))
  );
}

/** `pods`, `pods/log`, `*` for everything, or a star and a subresource for that of everything. */
function matchesResource(
  resources: readonly string[] | undefined,
  { resource, subresource }: ResourceAccess,
): boolean {
  if (!resources) return false;
  if (resources.includes(ALL)) return true;
  if (!subresource) return resources.includes(resource);
  return resources.includes(`${resource}/${subresource}`) || resources.includes(`${ALL}/${subresource}`);
}

function hasOrAll(list: readonly string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes(value) || list.includes(ALL));
}
