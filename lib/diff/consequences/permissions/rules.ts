import type { ClusterRole, PolicyRule, RoleRef } from '../../../kube/generated/rbac-v1';
import type { Relations } from '../../../kube/relations/relations';
import { lenientSelector } from '../../../kube/selectors/lenient-selector';
import type { Severity } from '../../change';
import { listed } from '../../wording';

export const ROLE = 'rbac.authorization.k8s.io/Role';
export const CLUSTER_ROLE = 'rbac.authorization.k8s.io/ClusterRole';

const ALL = '*';
const EVERYTHING: readonly PolicyRule[] = [
  { verbs: [ALL], apiGroups: [ALL], resources: [ALL] },
  { verbs: [ALL], nonResourceURLs: [ALL] },
];

/** The rules of a role, those that it gathers from others included. */
export function rulesOfRole(
  role: Pick<ClusterRole, 'rules' | 'aggregationRule'> | undefined,
  relations: Relations,
): readonly PolicyRule[] {
  const selectors = role?.aggregationRule?.clusterRoleSelectors?.map(lenientSelector) ?? [];
  if (selectors.length === 0) return soundRules(role?.rules);
  return relations
    .of<ClusterRole>(CLUSTER_ROLE)
    .filter(({ metadata }) => selectors.some((selector) => selector.matches(metadata.labels ?? {})))
    .flatMap(({ rules }) => soundRules(rules));
}

/** A rule without verbs is none. */
function soundRules(rules: readonly PolicyRule[] = []): readonly PolicyRule[] {
  return rules.filter(({ verbs }) => verbs?.length);
}

/**
 * The rules that a binding refers to. Undefined for a role that is not in these manifests, other than `cluster-admin`,
 * which every cluster has.
 */
export function rulesOfReference(
  { kind, name }: RoleRef,
  namespace: string,
  relations: Relations,
): readonly PolicyRule[] | undefined {
  const isCluster = kind === 'ClusterRole';
  const role = relations.find<ClusterRole>(isCluster ? CLUSTER_ROLE : ROLE, isCluster ? '' : namespace, name);
  if (role) return rulesOfRole(role, relations);
  return isCluster && name === 'cluster-admin' ? EVERYTHING : undefined;
}

/** `get, list × pods, services; create × deployments.apps`: verbs and what they may be done to. */
export function describeRules(simple: readonly PolicyRule[]): string {
  const verbsOf = new Map<string, Set<string>>();
  for (const rule of simple)
    for (const object of objectsOf(rule))
      for (const verb of rule.verbs ?? []) verbsOf.set(object, (verbsOf.get(object) ?? new Set()).add(verb));
  const objectsByVerbs = new Map<string, string[]>();
  for (const [object, verbs] of verbsOf) {
    const key = verbs.has(ALL) ? ALL : [...verbs].join(', ');
    objectsByVerbs.set(key, [...(objectsByVerbs.get(key) ?? []), object]);
  }
  const groups = [...objectsByVerbs].map(([verbs, objects]) => `${verbs} × ${listed(objects)}`);
  const rest = groups.length - MOST_GROUPS;
  return [...groups.slice(0, MOST_GROUPS), ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
}

const MOST_GROUPS = 4;

/** `pods`, `deployments.apps`, `secrets "db"`, `/metrics` */
function objectsOf({
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): readonly string[] {
  const names = resourceNames.length > 0 ? ` "${resourceNames.join('", "')}"` : '';
  return [
    ...apiGroups.flatMap((group) =>
      resources.map((resource) => {
        const suffix = group === '' || (group === ALL && resource === ALL) ? '' : `.${group}`;
        return `${resource}${suffix}${names}`;
      }),
    ),
    ...nonResourceURLs,
  ];
}

const READING = new Set(['get', 'list', 'watch']);
/** Verbs by which one gets permissions that one does not have. */
const ESCALATING = new Set(['escalate', 'bind', 'impersonate', ALL]);
/** Who may write these may run anything, or become anybody. */
const POWERFUL = new Set([
  ALL,
  'pods',
  'pods/exec',
  'nodes',
  'nodes/proxy',
  'secrets',
  'serviceaccounts',
  'serviceaccounts/token',
  'roles',
  'rolebindings',
  'clusterroles',
  'clusterrolebindings',
  'users',
  'groups',
]);

/** How bad it is to be given these permissions. */
export function severityOfGain(simple: readonly PolicyRule[]): Severity {
  if (simple.some(isDangerous)) return 'danger';
  return simple.every(isHarmless) ? 'notice' : 'warning';
}

function isDangerous({ verbs = [], resources = [] }: PolicyRule): boolean {
  const everything = resources.includes(ALL) && verbs.some((verb) => !READING.has(verb));
  const escalating = verbs.some((verb) => ESCALATING.has(verb));
  return everything || (escalating && resources.some((resource) => POWERFUL.has(resource)));
}

/** Reading what is no secret. */
function isHarmless({ verbs = [], resources = [] }: PolicyRule): boolean {
  const secret = resources.some((resource) => resource === 'secrets' || resource === ALL);
  return verbs.every((verb) => READING.has(verb)) && !secret;
}
