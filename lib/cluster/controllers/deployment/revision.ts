import type { Deployment, ReplicaSet } from '../../../kube/generated/apps-v1';
import type { KubeObject } from '../../../kube/object';
import { desiredReplicas, replicaLimits } from './replica-limits';

export const REVISION = 'deployment.kubernetes.io/revision';
/** Revisions that a ReplicaSet had before it was rolled back to. */
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
/** Desired replicas and the allowed surge. */
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
/** The old API's `spec.rollbackTo`, which still works as an annotation. */
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to';

/** Characters of history that are kept. */
const HISTORY_LIMIT = 2000;

/** Annotations that belong to the Deployment or to the ReplicaSet alone. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  ROLLBACK_TO,
]);

export type Annotations = { readonly [key: string]: string };

/** Undefined when the annotation is no 64-bit number; 0 when there is none. */
export function revisionOf({ metadata }: KubeObject): bigint | undefined {
  return parseRevision(metadata.annotations?.[REVISION] ?? '0');
}

/** A revision in an annotation. Users may choose high ones: they have 64 bits. Undefined for what is none. */
export function parseRevision(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const revision = BigInt(text);
  return BigInt.asIntN(64, revision) === revision ? revision : undefined;
}

export function maxRevision(replicaSets: readonly ReplicaSet[]): bigint {
  return replicaSets.map((one) => revisionOf(one) ?? 0n).reduce((max, one) => (one > max ? one : max), 0n);
}

/** The second highest revision: what an undo goes back to. */
export function lastRevision(replicaSets: readonly ReplicaSet[]): bigint {
  let [max, second] = [0n, 0n];
  for (const replicaSet of replicaSets) {
    const revision = revisionOf(replicaSet) ?? 0n;
    if (revision >= max) [max, second] = [revision, max];
    else if (revision > second) second = revision;
  }
  return second;
}

/**
 * The annotations that the ReplicaSet of the current template should have: the Deployment's, and the newest revision.
 * The very same object when nothing changes.
 */
export function newReplicaSetAnnotations(
  deployment: Deployment,
  annotations: Annotations,
  revision: bigint,
): Annotations {
  const copied = withAnnotationsOf(deployment, annotations);
  const text = annotations[REVISION];
  const current = text ? parseRevision(text) : 0n;
  if (current === undefined) return annotations;
  if (current >= revision) return copied;
  const revised = { ...copied, [REVISION]: String(revision) };
  return text === undefined ? revised : withHistory(revised, text);
}

function withAnnotationsOf({ metadata }: Deployment, annotations: Annotations): Annotations {
  let copied: { [key: string]: string } | undefined;
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    if (NOT_COPIED.has(key) || annotations[key] === value) continue;
    copied ??= { ...annotations };
    copied[key] = value;
  }
  return copied ?? annotations;
}

/** The ReplicaSet comes back with a new revision; the old one is remembered, and the oldest ones forgotten. */
function withHistory(annotations: Annotations, old: string): Annotations {
  const history = annotations[REVISION_HISTORY];
  if (!history) return { ...annotations, [REVISION_HISTORY]: old };
  const revisions = [...history.split(','), old];
  let length = history.length + old.length + 1;
  while (length > HISTORY_LIMIT && revisions.length > 1) length -= revisions.shift()!.length + 1;
  return length > HISTORY_LIMIT ? annotations : { ...annotations, [REVISION_HISTORY]: revisions.join(',') };
}

/** The Deployment's own annotations, and those of the ReplicaSet that it is rolled back to. */
export function rolledBackAnnotations(deployment: Deployment, replicaSet: ReplicaSet): Annotations {
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => NOT_COPIED.has(key));
  const copied = Object.entries(replicaSet.metadata.annotations ?? {}).filter(
    ([key]) => !NOT_COPIED.has(key),
  );
  return Object.fromEntries([...own, ...copied]);
}

/** A count kept in an annotation; undefined when it is absent or not one. */
export function countInAnnotation({ metadata }: KubeObject, key: string): number | undefined {
  const text = metadata.annotations?.[key];
  return text !== undefined && /^\d+$/.test(text) && Number(text) < 2 ** 31 ? Number(text) : undefined;
}

/** What a ReplicaSet remembers of its Deployment's size, to recognize that the Deployment was scaled. */
export function replicasAnnotations(deployment: Deployment): Annotations {
  const desired = desiredReplicas(deployment);
  return {
    [DESIRED_REPLICAS]: String(desired),
    [MAX_REPLICAS]: String(desired + replicaLimits(deployment).maxSurge),
  };
}
