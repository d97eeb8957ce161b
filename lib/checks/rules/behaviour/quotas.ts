import type { StatefulSet } from '../../../kube/generated/apps-v1';
import type { Pod, ResourceQuota } from '../../../kube/generated/core-v1';
import type { KubeObject } from '../../../kube/object';
import { Quantity } from '../../../kube/quantity';
import { type Amounts, amountsOf, sumOf } from '../../../kube/quota/amounts';
import { type Evaluator, quotaMatches } from '../../../kube/quota/evaluator';
import { evaluatorOf } from '../../../kube/quota/index';
import { append } from '../../../kube/relations/workload-index';
import type { Workload } from '../../../kube/workloads';
import { fewOf } from '../../context/absence';
import { replicaRange } from '../../context/autoscaler';
import type { CheckContext } from '../../context/check-context';
import type { CheckedObject } from '../../context/checked-object';
import { nameOf } from '../../context/containers';
import { admittedSpec } from '../../context/limit-ranges';
import type { BuiltInRule, Problem } from '../../rule';

export const QUOTA_RULES: readonly BuiltInRule[] = [
  {
    id: 'quota-exceeded',
    severity: 'error',
    profile: 'learning',
    finds: 'A ResourceQuota below what the objects of its namespace need, or may be scaled to.',
    why: 'The API server refuses the rest: pods are missing, and nothing but events of their controllers tells why.',
    fix: 'raise the quota, or lower replicas and requests',
    *check(context) {
      for (const { quota, counted, needs } of quotas(context)) yield* shortages(quota, counted, needs);
    },
  },
  {
    id: 'quota-needs-resources',
    severity: 'error',
    profile: 'learning',
    finds: 'A pod that does not state a resource which a ResourceQuota of its namespace limits.',
    why: 'The API server refuses the pod, because it cannot tell how much of the quota it uses.',
    fix: 'state the request or limit, or let a LimitRange of the namespace do so',
    *check(context) {
      for (const { quota, counted, needs } of quotas(context)) {
        const hard = Object.keys(quota.spec?.hard ?? {});
        for (const { object, evaluator, workload } of needs) {
          if (!workload || !quotaMatches(counted, evaluator, object)) continue;
          const missing = evaluator.missing?.(
            object,
            hard.filter((name) => evaluator.countsFor(name)),
          );
          if (missing)
            yield {
              object: workload.object,
              message: `ResourceQuota/${quota.metadata.name} limits it: ${nameOf(workload)} ${missing}`,
            };
        }
      }
    },
  },
];

/** An object that the API server will count, and how often it will be there. */
interface Need {
  readonly object: KubeObject;
  readonly evaluator: Evaluator;
  readonly least: number;
  readonly most: number;
  /** Whose pod it is. */
  readonly workload?: Workload;
}

interface CheckedQuota {
  readonly quota: ResourceQuota;
  /** As its controller will have it: with the limits in the status. */
  readonly counted: ResourceQuota;
  /** What the namespace needs. */
  readonly needs: readonly Need[];
}

function* quotas(context: CheckContext): Iterable<CheckedQuota> {
  const found = context.relations.of<ResourceQuota>('ResourceQuota');
  if (found.length === 0) return;
  const needsOf = new Map<string, readonly Need[]>();
  const objects = byNamespace(context.objects);
  for (const quota of found) {
    if (!context.isSound(quota)) continue;
    const { namespace = '' } = quota.metadata;
    const needs = needsOf.get(namespace) ?? [
      ...objectNeeds(objects.get(namespace) ?? []),
      ...podNeeds(context, namespace),
    ];
    needsOf.set(namespace, needs);
    yield { quota, counted: { ...quota, status: { hard: quota.spec?.hard } }, needs };
  }
}

function byNamespace(objects: readonly CheckedObject[]): ReadonlyMap<string, readonly CheckedObject[]> {
  const found = new Map<string, CheckedObject[]>();
  for (const object of objects) append(found, object.namespace, object);
  return found;
}

function* objectNeeds(objects: readonly CheckedObject[]): Iterable<Need> {
  for (const { object, info, schemaProblems } of objects) {
    // Pods are counted with those that workloads make.
    if (!info || info.kind === 'Pod' || schemaProblems.length > 0) continue;
    const evaluator = evaluatorOf(info);
    if (evaluator) yield { object, evaluator, least: 1, most: 1 };
  }
}

function* podNeeds(context: CheckContext, namespace: string): Iterable<Need> {
  const pods = evaluatorOf({ group: '', resource: 'pods' })!;
  const claims = evaluatorOf({ group: '', resource: 'persistentvolumeclaims' })!;
  for (const workload of context.relations.workloads.in(namespace)) {
    // A CronJob has pods for a moment only.
    if (workload.kind === 'CronJob' || !context.isSound(workload.object)) continue;
    const range = podRange(context, workload);
    yield { object: podOf(context, workload), evaluator: pods, ...range, workload };
    for (const claim of claimsOf(workload)) yield { object: claim, evaluator: claims, ...range };
  }
}

function podRange(context: CheckContext, workload: Workload) {
  const nodes = context.assumptions.nodes?.count ?? 1;
  return workload.kind === 'DaemonSet' ? { least: nodes, most: nodes } : replicaRange(context, workload);
}

function podOf(context: CheckContext, workload: Workload): Pod {
  const { template, namespace, name } = workload;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name, namespace },
    spec: admittedSpec(context, workload),
  };
}

function claimsOf({ object, kind, namespace }: Workload): readonly KubeObject[] {
  if (kind !== 'StatefulSet') return [];
  const templates = (object as StatefulSet).spec?.volumeClaimTemplates ?? [];
  return templates.map((claim) => ({ ...claim, metadata: { ...claim.metadata, namespace } }));
}

/** Nothing in a manifest is being deleted. */
const NO_TIME = 0;

function* shortages(quota: ResourceQuota, counted: ResourceQuota, needs: readonly Need[]): Iterable<Problem> {
  let least: Amounts = new Map();
  let most: Amounts = new Map();
  const users: (readonly [Need, Amounts])[] = [];
  for (const need of needs) {
    if (!quotaMatches(counted, need.evaluator, need.object)) continue;
    const usage = need.evaluator.usage(need.object, NO_TIME);
    users.push([need, usage]);
    least = sumOf(least, times(usage, need.least));
    most = sumOf(most, times(usage, need.most));
  }
  for (const [name, hard] of amountsOf(quota.spec?.hard)) {
    const needed = least.get(name) ?? Quantity.zero;
    const wanted = most.get(name) ?? Quantity.zero;
    if (wanted.compare(hard) <= 0) continue;
    const isShort = needed.compare(hard) > 0;
    yield {
      object: quota,
      field: `spec.hard[${name}]`,
      severity: isShort ? 'error' : 'warning',
      message: `${isShort ? 'the objects of its namespace need' : 'autoscalers may ask for'} ${isShort ? needed : wanted} of ${name}, and the quota is ${hard}${largest(users, name)}`,
    };
  }
}

/** The users that matter most: `: Deployment/api 4, Deployment/web 2` */
function largest(users: readonly (readonly [Need, Amounts])[], name: string): string {
  const found = users.flatMap(([{ workload, most }, usage]) => {
    const amount = usage.get(name);
    return workload && amount && amount.sign > 0 ? [{ workload, amount: amount.multiply(most) }] : [];
  });
  found.sort((a, b) => b.amount.compare(a.amount));
  const texts = found.map(({ workload, amount }) => `${nameOf(workload)} ${amount}`);
  return texts.length > 0 ? ` (${fewOf(texts, 3)})` : '';
}

function times(amounts: Amounts, count: number): Amounts {
  return new Map(Array.from(amounts, ([name, amount]) => [name, amount.multiply(count)]));
}
