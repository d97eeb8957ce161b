import { memoize } from '../../../kube/frozen';
import type { Deployment, ReplicaSet } from '../../../kube/generated/apps-v1';
import type { PodTemplateSpec } from '../../../kube/generated/core-v1';
import { equalTemplates } from './equal-templates';
import { HASH_LABEL } from './pod-template-hash';
import { revisionOf } from './revision';

export const sizeOf = (replicaSet: ReplicaSet) => replicaSet.spec?.replicas ?? 1;

export const isActive = (replicaSet: ReplicaSet) => sizeOf(replicaSet) > 0;

/** Pods asked for. */
export function totalSize(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((total, one) => total + sizeOf(one), 0);
}

export function availableReplicas(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((total, { status }) => total + (status?.availableReplicas ?? 0), 0);
}

/** Pods there are. */
export function actualReplicas(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((total, { status }) => total + (status?.replicas ?? 0), 0);
}

type Order = (a: ReplicaSet, b: ReplicaSet) => number;

export const oldestFirst: Order = (a, b) =>
  compareTexts(a.metadata.creationTimestamp!, b.metadata.creationTimestamp!) ||
  compareTexts(a.metadata.name!, b.metadata.name!);

export const largestThenOldestFirst: Order = (a, b) => sizeOf(b) - sizeOf(a) || oldestFirst(a, b);

export const largestThenNewestFirst: Order = (a, b) => sizeOf(b) - sizeOf(a) || oldestFirst(b, a);

export const byRevision: Order = (a, b) => {
  const [first, second] = [revisionOf(a), revisionOf(b)];
  if (first === undefined || second === undefined) return oldestFirst(a, b);
  return first === second ? oldestFirst(a, b) : first < second ? -1 : 1;
};

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The ReplicaSet whose template is the Deployment's; of several the oldest. */
export function findNewReplicaSet(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  return [...replicaSets]
    .sort(oldestFirst)
    .find(({ spec }) => hasTemplate(deployment.spec!.template, spec!.template!));
}

/** Whether a ReplicaSet's template is the Deployment's, apart from the hash that was added to its labels. */
export function hasTemplate(template: PodTemplateSpec, ofReplicaSet: PodTemplateSpec): boolean {
  return equalTemplates(withoutHash(template), withoutHash(ofReplicaSet));
}

const withoutHash = memoize((template: PodTemplateSpec): PodTemplateSpec => {
  const { labels, ...metadata } = template.metadata ?? {};
  if (!labels || !(HASH_LABEL in labels)) return template;
  return { ...template, metadata: { ...metadata, labels: withoutHashLabel(labels) } };
});

export function withoutHashLabel(labels: { readonly [key: string]: string }): {
  readonly [key: string]: string;
} {
  const { [HASH_LABEL]: _hash, ...rest } = labels;
  return rest;
}
