import { evaluatePod, printViolations, type Violation } from '../../../kube/pod-security/evaluate';
import { namespacePolicy, printLevelVersion } from '../../../kube/pod-security/policy';
import { podSpecOf, templateField, type Workload } from '../../../kube/workloads';
import type { CheckContext } from '../../context/check-context';
import { nameOf } from '../../context/containers';
import type { BuiltInRule, Problem } from '../../rule';
import { POD_SECURITY_TEXTS, type PodSecurityText } from './pod-security-texts';

/** One rule for each check of the Pod Security Standards, and one for what a namespace of the set refuses. */
export const POD_SECURITY_RULES: readonly BuiltInRule[] = [
  {
    id: 'pod-security-enforced',
    severity: 'error',
    profile: 'learning',
    finds: 'A pod that the Pod Security level of its namespace, which is in the set, forbids.',
    why: 'The API server refuses the pods: their controller retries for ever, and none is made.',
    fix: 'do what the level asks for, or choose another one for the namespace',
    *check(context) {
      for (const workload of context.workloads) yield* refused(context, workload);
    },
  },
  ...POD_SECURITY_TEXTS.map(ruleOf),
  {
    id: 'no-pod-security-level',
    severity: 'info',
    profile: 'restricted',
    finds: 'A Namespace without a Pod Security level.',
    why: 'Whoever may make pods in it may make privileged ones, and with them take over a node.',
    fix: 'add the label pod-security.kubernetes.io/enforce: baseline or restricted',
    *check(context) {
      for (const namespace of context.relations.of('Namespace'))
        if (namespacePolicy(namespace.metadata.labels).policy.enforce.level === 'privileged')
          yield {
            object: namespace,
            field: 'metadata.labels',
            message: 'has no label pod-security.kubernetes.io/enforce of baseline or restricted',
          };
    },
  },
];

function ruleOf({ check, level, profile, ...texts }: PodSecurityText): BuiltInRule {
  return {
    ...texts,
    profile,
    *check(context) {
      for (const workload of context.workloads)
        for (const violation of violationsOf(context, workload, level))
          if (violation.check === check) yield problemOf(workload, violation);
    },
  };
}

function problemOf(workload: Workload, { reason, detail, fields: [field] }: Violation): Problem {
  return {
    object: workload.object,
    field: field === undefined ? undefined : templateField(workload, field),
    message: detail ? `${reason}: ${detail}` : reason,
  };
}

type Level = PodSecurityText['level'];

const KNOWN: { readonly [level in Level]: WeakMap<Workload, readonly Violation[]> } = {
  baseline: new WeakMap(),
  restricted: new WeakMap(),
};

/** Each level is evaluated once for a workload, though many rules ask. */
function violationsOf(context: CheckContext, workload: Workload, level: Level): readonly Violation[] {
  let found = KNOWN[level].get(workload);
  if (!found) {
    found = violations(workload, { level, version: context.kubernetesVersion });
    KNOWN[level].set(workload, found);
  }
  return found;
}

function violations(workload: Workload, policy: Parameters<typeof evaluatePod>[0]): readonly Violation[] {
  return evaluatePod(policy, workload.template.metadata ?? {}, podSpecOf(workload));
}

function* refused(context: CheckContext, workload: Workload): Iterable<Problem> {
  const namespace = context.named('Namespace', '').get(workload.namespace);
  const { enforce } = namespacePolicy(namespace?.metadata.labels).policy;
  if (!namespace || enforce.level === 'privileged') return;
  const found = violations(workload, enforce);
  if (found.length === 0) return;
  yield {
    ...problemOf(workload, found[0]!),
    message: `the pods of ${nameOf(workload)} violate PodSecurity "${printLevelVersion(enforce)}" of namespace ${workload.namespace}: ${printViolations(found)}`,
  };
}
