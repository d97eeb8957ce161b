import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
} from '../../../kube/generated/rbac-v1';
import { fewOf, listed } from '../../context/absence';
import type { CheckContext } from '../../context/check-context';
import type { Severity } from '../../finding';
import type { BuiltInRule, Problem } from '../../rule';

const GROUP = 'rbac.authorization.k8s.io';

export const RIGHTS_RULES: readonly BuiltInRule[] = [
  {
    id: 'wildcard-rights',
    severity: 'warning',
    profile: 'default',
    finds: 'A role that allows all verbs, all resources or all API groups.',
    why: 'It also allows what nobody has thought of, and every kind that is added to the cluster later.',
    fix: 'name the verbs, resources and groups that are needed',
    peers: ['kube-linter wildcard-in-rules'],
    *check(context) {
      for (const { role, rule, index } of policyRules(context)) {
        const all = (['verbs', 'apiGroups', 'resources'] as const).filter((part) =>
          rule[part]?.includes('*'),
        );
        if (all.length > 0 && !isOwnGroup(rule))
          yield {
            object: role,
            field: `rules[${index}].${all[0]}`,
            severity: all.includes('verbs') && all.includes('resources') ? 'error' : 'warning',
            message: `allows ${listed(all.map((part) => `all ${WORDS[part]}`))}`,
          };
      }
    },
  },
  {
    id: 'cluster-admin-binding',
    severity: 'error',
    profile: 'default',
    finds: 'A binding to the role cluster-admin.',
    why: 'The subjects may do everything, in every namespace: who gets hold of one of them has the cluster.',
    fix: 'bind a role with the rights that are needed',
    peers: [
      'kube-linter cluster-admin-role-binding',
      'polaris clusterrolebindingClusterAdmin',
      'polaris rolebindingClusterAdminClusterRole',
    ],
    *check(context) {
      for (const binding of bindings(context)) {
        const { kind, name } = binding.roleRef ?? {};
        if (kind !== 'ClusterRole' || name !== 'cluster-admin') continue;
        const subjects = (binding.subjects ?? []).map((subject) => `${subject.kind} ${subject.name}`);
        yield {
          object: binding,
          field: 'roleRef.name',
          message: `makes ${fewOf(subjects) || 'nobody yet'} an administrator`,
        };
      }
    },
  },
  {
    id: 'rights-for-everybody',
    severity: 'error',
    profile: 'default',
    finds: 'A binding for everybody who can reach the API server, or who has any identity in the cluster.',
    why: 'Every pod with a token, or anybody at all, gets the rights.',
    fix: 'name the accounts that need them',
    *check(context) {
      for (const binding of bindings(context))
        for (const [index, { name }] of (binding.subjects ?? []).entries()) {
          const severity = EVERYBODY.get(name);
          if (severity)
            yield {
              object: binding,
              field: `subjects[${index}].name`,
              severity,
              message: `gives rights to ${name}`,
            };
        }
    },
  },
  rightTo({
    id: 'right-to-escalate',
    severity: 'warning',
    profile: 'restricted',
    finds:
      'A role whose subjects may give themselves other rights: they bind or escalate roles, or impersonate.',
    why: 'Who has it has everything.',
    fix: 'name the roles that may be bound with resourceNames, or do without',
    message: 'allows to take any right',
    allows: escalates,
  }),
  rightTo({
    id: 'right-to-secrets',
    severity: 'warning',
    profile: 'restricted',
    finds: 'A role that may read all Secrets.',
    why: 'Passwords, certificates and tokens of every account of the namespace are among them.',
    fix: 'name the Secrets with resourceNames',
    message: 'allows to read all Secrets',
    peers: ['kube-linter access-to-secrets'],
    allows: (rule) => grants(rule, ['get', 'list', 'watch'], ['secrets']),
  }),
  rightTo({
    id: 'right-to-create-pods',
    severity: 'warning',
    profile: 'restricted',
    finds: 'A role that may create pods.',
    why: 'A pod can mount every Secret of its namespace, and run as every ServiceAccount of it.',
    fix: 'let a controller make the pods',
    message: 'allows to create pods',
    peers: ['kube-linter access-to-create-pods'],
    allows: (rule) => grants(rule, ['create'], ['pods']),
  }),
  rightTo({
    id: 'right-to-exec',
    severity: 'warning',
    profile: 'restricted',
    finds: 'A role that may run commands in pods, or attach to them.',
    why: 'Who is in a container has its Secrets, its account and its network.',
    fix: 'give the right to people for a time, not to a role that stays',
    message: 'allows to run commands in pods',
    peers: [
      'polaris clusterrolePodExecAttach',
      'polaris rolePodExecAttach',
      'polaris clusterrolebindingPodExecAttach',
      'polaris rolebindingRolePodExecAttach',
      'polaris rolebindingClusterRolePodExecAttach',
    ],
    allows: (rule) => grants(rule, ['create', 'get'], ['pods/exec', 'pods/attach']),
  }),
];

/** The groups, and how bad it is to give them rights: not even an account is needed for the first two. */
const EVERYBODY: ReadonlyMap<string, Severity> = new Map([
  ['system:anonymous', 'error'],
  ['system:unauthenticated', 'error'],
  ['system:authenticated', 'warning'],
  ['system:serviceaccounts', 'warning'],
]);

const WORDS = { verbs: 'verbs', apiGroups: 'API groups', resources: 'resources' } as const;

type AnyRole = Role | ClusterRole;

function* policyRules({
  relations,
}: CheckContext): Iterable<{ role: AnyRole; rule: PolicyRule; index: number }> {
  for (const kind of ['Role', 'ClusterRole'])
    for (const role of relations.of<AnyRole>(`${GROUP}/${kind}`))
      for (const [index, rule] of (role.rules ?? []).entries()) yield { role, rule, index };
}

function bindings({ relations }: CheckContext): readonly (RoleBinding | ClusterRoleBinding)[] {
  return [
    ...relations.of<RoleBinding>(`${GROUP}/RoleBinding`),
    ...relations.of<ClusterRoleBinding>(`${GROUP}/ClusterRoleBinding`),
  ];
}

/** Everything in groups of one's own, such as an operator's, is no risk for others. */
function isOwnGroup({ apiGroups = [] }: PolicyRule): boolean {
  return (
    apiGroups.length > 0 && apiGroups.every((group) => group.includes('.') && !group.endsWith('.k8s.io'))
  );
}

interface Right extends Omit<BuiltInRule, 'check'> {
  readonly message: string;
  allows(rule: PolicyRule): boolean;
}

function rightTo({ message, allows, ...rule }: Right): BuiltInRule {
  return {
    ...rule,
    *check(context): Iterable<Problem> {
      for (const { role, rule: one, index } of policyRules(context))
        if (allows(one)) yield { object: role, field: `rules[${index}]`, message };
    },
  };
}

const ESCALATING = new Set(['escalate', 'bind', 'impersonate']);

/** Rights to named roles or accounts are limited to them. */
function escalates({ verbs, resourceNames }: PolicyRule): boolean {
  return !resourceNames?.length && (verbs ?? []).some((verb) => ESCALATING.has(verb));
}

/** Whether a rule gives one of the verbs for one of the resources of the core group, whatever their names. */
function grants(rule: PolicyRule, verbs: readonly string[], resources: readonly string[]): boolean {
  const isOf = (given: readonly string[] | undefined, wanted: readonly string[]) =>
    (given ?? []).some((one) => one === '*' || wanted.includes(one));
  return (
    !rule.resourceNames?.length &&
    isOf(rule.apiGroups, ['']) &&
    isOf(rule.verbs, verbs) &&
    isOf(rule.resources, resources)
  );
}
