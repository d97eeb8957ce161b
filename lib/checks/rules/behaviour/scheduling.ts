import type { Explanation } from '../../../cluster/scheduler/explain';
import type { Node, Pod, PodSpec } from '../../../kube/generated/core-v1';
import { podRequests } from '../../../kube/pod-resources';
import { Quantity } from '../../../kube/quantity';
import { lenientSelector } from '../../../kube/selectors/lenient-selector';
import { templateField, type Workload } from '../../../kube/workloads';
import { assumedNodes } from '../../context/assumptions';
import { replicaRange } from '../../context/autoscaler';
import type { CheckContext } from '../../context/check-context';
import { nameOf, runsForever } from '../../context/containers';
import { admittedSpec } from '../../context/limit-ranges';
import type { BuiltInRule, Problem } from '../../rule';

/** They need to know the nodes (`--nodes`), and ask the scheduler's own judgement. */
export const SCHEDULING_RULES: readonly BuiltInRule[] = [
  {
    id: 'unschedulable',
    severity: 'error',
    profile: 'learning',
    finds: 'Pods that fit on none of the nodes there are, even with nothing else on them.',
    why: 'The pods stay Pending for ever.',
    fix: 'request less, or run larger nodes',
    *check(context) {
      const cluster = clusterOf(context);
      if (!cluster) return;
      for (const workload of soundWorkloads(context)) {
        const { message } = place(cluster, context, workload, 1);
        if (message) yield { object: workload.object, field: templateField(workload, 'spec'), message };
      }
    },
  },
  {
    id: 'unschedulable-replicas',
    severity: 'error',
    profile: 'default',
    finds:
      'More replicas, or more that an autoscaler may ask for, than the nodes and the pods’ own constraints allow.',
    why: 'The pods beyond that number stay Pending: the workload never gets the capacity it was given.',
    fix: 'loosen the constraint, lower the number of replicas, or run more nodes',
    *check(context) {
      const cluster = clusterOf(context);
      if (!cluster) return;
      for (const workload of soundWorkloads(context)) yield* tooMany(cluster, context, workload);
    },
  },
  {
    id: 'insufficient-capacity',
    severity: 'warning',
    profile: 'default',
    finds: 'Workloads that together request more than the nodes have.',
    why: 'Some of the pods stay Pending; which ones depends on the order in which they come.',
    fix: 'request less, or run more or larger nodes',
    check: capacity,
  },
];

function soundWorkloads(context: CheckContext): readonly Workload[] {
  return context.workloads.filter(({ object }) => context.isSound(object));
}

interface Cluster {
  readonly nodes: readonly Node[];
  explain(pod: Pod, pods: readonly Pod[]): Explanation;
}

/** Larger clusters and workloads are not played through. */
const MOST_NODES = 100;
const MOST_PODS = 200;

function clusterOf({ assumptions }: CheckContext): Cluster | undefined {
  if (!assumptions.nodes) return undefined;
  const { explainScheduling } =
    require('../../../cluster/scheduler/explain') as typeof import('../../../cluster/scheduler/explain');
  const nodes = assumedNodes({
    ...assumptions.nodes,
    count: Math.min(assumptions.nodes.count, MOST_NODES),
  });
  return { nodes, explain: (pod, pods) => explainScheduling(pod, { nodes, pods }) };
}

interface Placed {
  readonly placed: number;
  /** Why the next one does not fit. */
  readonly message?: string;
}

/** Puts pods of a workload on empty nodes, one after the other, until one does not fit. */
function place(cluster: Cluster, context: CheckContext, workload: Workload, count: number): Placed {
  const spec = schedulableSpec(admittedSpec(context, workload));
  const pods: Pod[] = [];
  for (let index = 0; index < count; index++) {
    const pod = podNamed(`${workload.name}-${index}`, workload, spec);
    const { best, gated, unschedulable } = cluster.explain(pod, pods);
    if (gated || unschedulable) return { placed: index, message: withoutPreemption(unschedulable?.message) };
    pods.push({ ...pod, spec: { ...pod.spec!, nodeName: best[0] } });
  }
  return { placed: count };
}

/** Nothing else runs there that could be preempted. */
function withoutPreemption(message: string | undefined): string | undefined {
  return message?.replace(/ (no new claims to deallocate|preemption: ).*$/, '');
}

/** Nodes are assumed to have the labels that pods ask for, and volumes to be wherever they are needed. */
function schedulableSpec(spec: PodSpec): PodSpec {
  const {
    nodeSelector: _labels,
    volumes: _volumes,
    schedulingGates: _gates,
    resourceClaims: _claims,
    ...rest
  } = spec;
  const { nodeAffinity: _affinity, ...affinity } = rest.affinity ?? {};
  return { ...rest, affinity };
}

function podNamed(name: string, { namespace, labels }: Workload, spec: PodSpec): Pod {
  const metadata = { name, namespace, uid: name, labels: { ...labels, 'pod-template-hash': 'new' } };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec };
}

function* tooMany(cluster: Cluster, context: CheckContext, workload: Workload): Iterable<Problem> {
  const { least, most } = replicaRange(context, workload);
  const count = Math.min(most, MOST_PODS);
  if (count < 2 || workload.kind === 'DaemonSet' || !canRunOut(context, workload, count)) return;
  const { placed, message } = place(cluster, context, workload, count);
  if (placed === 0 || placed >= count) return;
  const constraint = constraintField(workload);
  yield {
    object: workload.object,
    field: templateField(workload, constraint ?? 'spec'),
    severity: placed < least ? 'error' : 'warning',
    message: `only ${placed} of ${most} pods of ${nameOf(workload)} fit on ${cluster.nodes.length} nodes: ${message}`,
  };
}

/** Whether it is worth playing through: pods without constraints run out of nothing but room. */
function canRunOut(context: CheckContext, workload: Workload, count: number): boolean {
  if (constraintField(workload)) return true;
  const { cpu, memory, count: nodes } = context.assumptions.nodes!;
  const spec = admittedSpec(context, workload);
  const total = (resource: string) => (podRequests(spec).get(resource) ?? Quantity.zero).multiply(count * 2);
  return (
    hasHostPorts(spec) ||
    total('cpu').compare(Quantity.parse(cpu).multiply(nodes)) > 0 ||
    total('memory').compare(Quantity.parse(memory).multiply(nodes)) > 0
  );
}

function hasHostPorts(spec: PodSpec): boolean {
  return (spec.containers ?? []).some(({ ports }) => ports?.some(({ hostPort }) => hostPort));
}

/** The field that keeps pods of one workload apart. */
function constraintField(workload: Workload): string | undefined {
  const { topologySpreadConstraints = [], affinity } = workload.template.spec ?? {};
  const spread = topologySpreadConstraints.findIndex(
    ({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule',
  );
  if (spread >= 0) return `spec.topologySpreadConstraints[${spread}]`;
  const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const apart = terms.findIndex(({ labelSelector }) =>
    lenientSelector(labelSelector).matches(workload.labels),
  );
  return apart >= 0
    ? `spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[${apart}]`
    : undefined;
}

function* capacity(context: CheckContext): Iterable<Problem> {
  const { nodes } = context.assumptions;
  const workloads = soundWorkloads(context).filter(runsForever);
  const [first] = workloads;
  if (!nodes || !first) return;
  for (const resource of ['cpu', 'memory'] as const) {
    const has = Quantity.parse(nodes[resource]).multiply(nodes.count);
    let needed = Quantity.zero;
    for (const workload of workloads) {
      const { least } = replicaRange(context, workload);
      const pods = workload.kind === 'DaemonSet' ? nodes.count : least;
      const one = podRequests(admittedSpec(context, workload)).get(resource) ?? Quantity.zero;
      needed = needed.add(one.multiply(pods));
    }
    if (needed.compare(has) > 0)
      yield {
        object: first.object,
        message: `all workloads together request ${needed} of ${resource}; ${nodes.count} nodes have ${has}`,
      };
  }
}
