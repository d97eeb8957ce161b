import type { HorizontalPodAutoscaler } from '../../../kube/generated/autoscaling-v2';
import type { Container } from '../../../kube/generated/core-v1';
import { parseApiVersion } from '../../../kube/object';
import { type Workload, workloadOf } from '../../../kube/workloads';
import { fewOf, severityOfAbsent } from '../../context/absence';
import { AUTOSCALER, utilizationMetrics } from '../../context/autoscaler';
import type { CheckContext } from '../../context/check-context';
import { nameOf } from '../../context/containers';
import { admittedSpec } from '../../context/limit-ranges';
import { didYouMean } from '../../context/near-miss';
import type { BuiltInRule, Problem } from '../../rule';

export const AUTOSCALER_RULES: readonly BuiltInRule[] = [
  {
    id: 'dangling-horizontalpodautoscaler',
    severity: 'error',
    profile: 'learning',
    finds: 'A HorizontalPodAutoscaler whose target is not there, or cannot be scaled.',
    why: 'Nothing is ever scaled: the autoscaler fails to get the scale of its target.',
    fix: 'name the workload by its apiVersion, kind and name',
    peers: ['kube-linter dangling-horizontalpodautoscaler', 'kube-score horizontalpodautoscaler-has-target'],
    *check(context) {
      for (const autoscaler of autoscalers(context)) yield* missingTarget(context, autoscaler);
    },
  },
  {
    id: 'duplicate-horizontalpodautoscaler',
    severity: 'error',
    profile: 'learning',
    finds: 'Two HorizontalPodAutoscalers for one workload.',
    why: 'Both set its number of replicas: they undo what the other did, again and again.',
    fix: 'keep one, with the metrics of both',
    *check({ relations, workloads }) {
      for (const workload of workloads) {
        const [first, ...others] = relations.autoscalersOf(workload);
        for (const other of others)
          yield {
            object: other,
            field: 'spec.scaleTargetRef',
            message: `${nameOf(workload)} is scaled by HorizontalPodAutoscaler/${first!.metadata.name} already`,
          };
      }
    },
  },
  {
    id: 'hpa-without-requests',
    severity: 'error',
    profile: 'learning',
    finds:
      'A HorizontalPodAutoscaler on the utilization of a resource that a container of its target does not request.',
    why: 'Utilization is a share of the request: without one it cannot be computed, and nothing is scaled.',
    fix: 'give every container of the pods a request for the resource',
    *check(context) {
      for (const autoscaler of autoscalers(context)) {
        const target = context.relations.scaledBy(autoscaler);
        if (target) yield* missingRequests(context, autoscaler, target);
      }
    },
  },
];

/** Those that say what to scale; of others the schema's rule tells. */
function autoscalers({ relations }: CheckContext): readonly HorizontalPodAutoscaler[] {
  return relations
    .of<HorizontalPodAutoscaler>(AUTOSCALER)
    .filter(({ spec }) => spec?.scaleTargetRef?.name && spec.scaleTargetRef.kind);
}

const SCALABLE = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

function* missingTarget(context: CheckContext, autoscaler: HorizontalPodAutoscaler): Iterable<Problem> {
  const { apiVersion = 'apps/v1', kind, name } = autoscaler.spec.scaleTargetRef;
  const { namespace = '' } = autoscaler.metadata;
  const { group } = parseApiVersion(apiVersion);
  const groupKind = group ? `${group}/${kind}` : kind;
  const found = context.relations.find(groupKind, namespace, name);
  const problem = { object: autoscaler, field: 'spec.scaleTargetRef' };
  if (found) {
    if (workloadOf(found) && !SCALABLE.has(kind))
      yield { ...problem, message: `a ${kind} cannot be scaled`, fix: 'scale a Deployment or StatefulSet' };
    return;
  }
  // Custom resources may be scaled too, and are nobody's here to know.
  if (group.includes('.') && !group.endsWith('.k8s.io')) return;
  const severity = severityOfAbsent(context, namespace);
  if (!severity) return;
  const sameName = context.relations.workloads.in(namespace).find((one) => one.name === name);
  const hint = sameName
    ? `; there is ${sameName.object.apiVersion} ${nameOf(sameName)}`
    : didYouMean(name, context.named(groupKind, namespace).keys());
  yield { ...problem, severity, message: `there is no ${apiVersion} ${kind}/${name}${hint}` };
}

function* missingRequests(
  context: CheckContext,
  autoscaler: HorizontalPodAutoscaler,
  target: Workload,
): Iterable<Problem> {
  const spec = admittedSpec(context, target);
  const running = [...spec.containers, ...(spec.initContainers ?? []).filter(isSidecar)];
  for (const { resource, container: only, field } of utilizationMetrics(autoscaler)) {
    if (spec.resources?.requests?.[resource] !== undefined) continue;
    const without = running.filter(
      ({ name, resources }) =>
        resources?.requests?.[resource] === undefined && (only === undefined || only === name),
    );
    if (without.length === 0) continue;
    const names = fewOf(without.map(({ name }) => `"${name}"`));
    yield {
      object: autoscaler,
      field,
      message: `scales by the utilization of ${resource}, but ${nameOf(target)} has no request for it in ${names}`,
    };
  }
}

const isSidecar = ({ restartPolicy }: Container) => restartPolicy === 'Always';
