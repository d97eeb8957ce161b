import type { Deployment } from '../../../kube/generated/apps-v1';
import type { PersistentVolumeClaim, PodAffinityTerm } from '../../../kube/generated/core-v1';
import { IntOrStringError } from '../../../kube/int-or-string';
import { podReferences } from '../../../kube/relations/pod-references';
import { type ReplicaLimits, replicaLimitsOf } from '../../../kube/replica-limits';
import { lenientSelector } from '../../../kube/selectors/lenient-selector';
import { podSpecOf, templateField, type Workload, workloadOf } from '../../../kube/workloads';
import { replicaRange } from '../../context/autoscaler';
import type { CheckContext } from '../../context/check-context';
import { containersOf, nameOf } from '../../context/containers';
import type { BuiltInRule, Problem } from '../../rule';

export const ROLLOUT_RULES: readonly BuiltInRule[] = [
  {
    id: 'rollout-cannot-proceed',
    severity: 'error',
    profile: 'learning',
    finds:
      'A rolling update that needs one node more than there are: no pod may be missing meanwhile, and no two pods may share a node.',
    why: 'The first new pod waits for a node for ever, and the old ones are never replaced.',
    fix: 'let maxUnavailable be 1, or make the anti-affinity preferred instead of required',
    *check(context) {
      for (const deployment of deployments(context)) yield* needsOneMore(context, deployment);
    },
  },
  {
    id: 'rwo-volume-rolling-update',
    severity: 'warning',
    profile: 'default',
    finds:
      'A Deployment that starts new pods before old ones stop, all with one volume that a single node or pod may use.',
    why: 'A new pod on another node waits for the volume that the old pod holds: the rollout is stuck.',
    fix: 'use the strategy Recreate, or a StatefulSet, or a volume with ReadWriteMany',
    *check(context) {
      for (const deployment of deployments(context)) yield* heldVolumes(context, deployment);
    },
  },
  {
    id: 'rwo-volume-shared',
    severity: 'warning',
    profile: 'default',
    finds: 'Several pods that share one volume which a single node or pod may use.',
    why: 'Pods on other nodes than the first never start.',
    fix: 'use a StatefulSet with volumeClaimTemplates, or a volume with ReadWriteMany',
    *check(context) {
      for (const workload of context.workloads) {
        const { most } = replicaRange(context, workload);
        if (most < 2 && workload.kind !== 'DaemonSet') continue;
        for (const { name, mode, field } of exclusiveClaims(context, workload))
          yield {
            object: workload.object,
            field,
            severity: mode === ONE_POD ? 'error' : 'warning',
            message: `${workload.kind === 'DaemonSet' ? 'a pod on each node' : `${most} pods`} of ${nameOf(workload)} share PersistentVolumeClaim "${name}", which is ${mode}`,
          };
      }
    },
  },
];

const ONE_POD = 'ReadWriteOncePod';

function deployments({ relations }: CheckContext): readonly { deployment: Deployment; workload: Workload }[] {
  return relations.of<Deployment>('apps/Deployment').flatMap((deployment) => {
    const workload = workloadOf(deployment);
    return workload ? [{ deployment, workload }] : [];
  });
}

/** Undefined for one that cannot be read: the schema's rule tells of it. */
function limitsOf({ spec }: Deployment, replicas: number): ReplicaLimits | undefined {
  try {
    return replicaLimitsOf(spec?.strategy, replicas);
  } catch (error) {
    if (error instanceof IntOrStringError) return undefined;
    throw error;
  }
}

function* needsOneMore(
  context: CheckContext,
  { deployment, workload }: { deployment: Deployment; workload: Workload },
): Iterable<Problem> {
  const { least } = replicaRange(context, workload);
  const limits = limitsOf(deployment, least);
  const reason = wantsNodeAlone(workload);
  if (!reason || least === 0 || !limits || limits.maxSurge === 0 || limits.maxUnavailable > 0) return;
  const nodes = context.assumptions.nodes?.count;
  if (nodes !== undefined && nodes > least) return;
  yield {
    object: deployment,
    field: reason.field,
    // Without knowing the cluster this is advice.
    severity: nodes === undefined ? 'info' : 'error',
    message: `a rollout needs ${least + 1} nodes for ${least} replica${least === 1 ? '' : 's'}: maxUnavailable is 0, and ${reason.why}${nodes === undefined ? '' : `; there are ${nodes}`}`,
  };
}

interface NodeAlone {
  readonly field: string;
  readonly why: string;
}

/** Why no two pods of a workload fit on one node. */
function wantsNodeAlone(workload: Workload): NodeAlone | undefined {
  const spec = podSpecOf(workload);
  const terms = spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const index = terms.findIndex((term) => keepsOwnAway(term, workload));
  if (index >= 0)
    return {
      field: templateField(
        workload,
        `spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[${index}]`,
      ),
      why: 'its pods keep each other off a node',
    };
  for (const { container, field } of containersOf(workload))
    for (const [place, { hostPort, containerPort }] of (container.ports ?? []).entries())
      if (hostPort || (spec.hostNetwork && containerPort))
        return {
          field: `${field}.ports[${place}]`,
          why: `each needs port ${hostPort || containerPort} of its node`,
        };
  return undefined;
}

const HOSTNAME = 'kubernetes.io/hostname';

function keepsOwnAway(
  { topologyKey, labelSelector, namespaces }: PodAffinityTerm,
  workload: Workload,
): boolean {
  const inOwn = !namespaces?.length || namespaces.includes(workload.namespace);
  return topologyKey === HOSTNAME && inOwn && lenientSelector(labelSelector).matches(workload.labels);
}

function* heldVolumes(
  context: CheckContext,
  { deployment, workload }: { deployment: Deployment; workload: Workload },
): Iterable<Problem> {
  const { least, most } = replicaRange(context, workload);
  const limits = limitsOf(deployment, least);
  // More pods than one are told of by another rule.
  if (deployment.spec?.strategy?.type === 'Recreate' || !limits || most !== 1) return;
  if (limits.maxSurge === 0 || limits.maxUnavailable > 0) return;
  for (const { name, mode, field } of exclusiveClaims(context, workload))
    yield {
      object: deployment,
      field,
      severity: mode === ONE_POD ? 'error' : 'warning',
      message: `the new pod of a rollout needs PersistentVolumeClaim "${name}", which is ${mode}, while the old one holds it`,
    };
}

interface ExclusiveClaim {
  readonly name: string;
  readonly mode: string;
  readonly field: string;
}

/** Claims of the set that only one node, or one pod, may use at a time. */
function* exclusiveClaims(context: CheckContext, workload: Workload): Iterable<ExclusiveClaim> {
  const claims = context.named<PersistentVolumeClaim>('PersistentVolumeClaim', workload.namespace);
  for (const { kind, name, field } of podReferences(podSpecOf(workload))) {
    const modes = kind === 'PersistentVolumeClaim' ? claims.get(name)?.spec?.accessModes : undefined;
    if (!modes?.length || !modes.every((mode) => mode === 'ReadWriteOnce' || mode === ONE_POD)) continue;
    yield {
      name,
      mode: modes.includes(ONE_POD) ? ONE_POD : 'ReadWriteOnce',
      field: templateField(workload, field),
    };
  }
}
