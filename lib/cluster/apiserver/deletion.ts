import type { RequestOptions } from '../../kube/api-request';
import type { KubeObject } from '../../kube/object';
import { conflict, type QualifiedResource } from '../../kube/status';
import type { Strategy } from '../../kube/strategy';
import { timestamp } from '../clock/clock';

export const ORPHAN = 'orphan';
export const FOREGROUND = 'foregroundDeletion';

/** What a DELETE does to an object (Kubernetes' BeforeDelete and the store's finalizer rules). */
export type DeletionStep =
  /** It is being deleted already, and this request changes nothing. */
  | { readonly kind: 'pending' }
  /** It stays, marked for deletion, until its grace period is over or its finalizers are gone. */
  | { readonly kind: 'mark'; readonly object: KubeObject }
  /** It goes. An object with a grace period of nothing is marked first, which those who watch it see. */
  | { readonly kind: 'remove'; readonly marked?: KubeObject };

export function checkPreconditions(
  object: KubeObject,
  options: RequestOptions,
  resource: QualifiedResource,
): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = object;
  if (uid !== undefined && uid !== metadata.uid)
    throw conflict(
      resource,
      metadata.name!,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    throw conflict(
      resource,
      metadata.name!,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
}

/** @param now milliseconds since the Unix epoch */
export function deletionStep(
  object: KubeObject,
  options: RequestOptions,
  strategy: Strategy,
  now: number,
): DeletionStep {
  const asked =
    options.gracePeriodSeconds !== undefined && options.gracePeriodSeconds < 0
      ? 1
      : options.gracePeriodSeconds;
  const graceful = gracefully(object, asked, strategy, now);
  if (graceful === 'pending') return { kind: 'pending' };
  const finalized = withGarbageCollectionFinalizers(graceful ?? object, options, strategy);
  const hasFinalizers = (finalized.metadata.finalizers?.length ?? 0) > 0;
  if (graceful) {
    return hasFinalizers || graceful.metadata.deletionGracePeriodSeconds! > 0
      ? { kind: 'mark', object: finalized }
      : { kind: 'remove', marked: graceful };
  }
  return hasFinalizers ? { kind: 'mark', object: marked(finalized, now) } : { kind: 'remove' };
}

/** The object with its grace period set; `pending` if one runs that is not longer; undefined if it has none. */
function gracefully(
  object: KubeObject,
  asked: number | undefined,
  strategy: Strategy,
  now: number,
): KubeObject | 'pending' | undefined {
  if (!strategy.gracePeriod) return undefined;
  const { deletionTimestamp, deletionGracePeriodSeconds: running } = object.metadata;
  if (deletionTimestamp) {
    if (!running) return undefined;
    if (asked === undefined || asked >= running) return 'pending';
    const moved = Date.parse(deletionTimestamp) - running * 1000 + asked * 1000;
    const overdue = moved < now;
    return withDeletion(object, Math.max(moved, now), overdue && asked !== 0 ? 1 : asked);
  }
  const grace = strategy.gracePeriod(object, asked);
  if (grace === undefined) return undefined;
  return raiseGeneration(withDeletion(object, now + grace * 1000, grace));
}

/** Marks an object without a grace period of its own, whose finalizers keep it. */
function marked(object: KubeObject, now: number): KubeObject {
  const { deletionTimestamp, deletionGracePeriodSeconds } = object.metadata;
  if (deletionTimestamp && deletionGracePeriodSeconds === 0) return object;
  const raised = deletionTimestamp ? object : raiseGeneration(object);
  return withDeletion(raised, deletionTimestamp ? Math.min(Date.parse(deletionTimestamp), now) : now, 0);
}

function withDeletion(object: KubeObject, at: number, grace: number): KubeObject {
  const deletion = { deletionTimestamp: timestamp(at), deletionGracePeriodSeconds: grace };
  return { ...object, metadata: { ...object.metadata, ...deletion } };
}

function raiseGeneration(object: KubeObject): KubeObject {
  const { generation } = object.metadata;
  return generation ? { ...object, metadata: { ...object.metadata, generation: generation + 1 } } : object;
}

function withGarbageCollectionFinalizers(
  object: KubeObject,
  options: RequestOptions,
  strategy: Strategy,
): KubeObject {
  const current = object.metadata.finalizers ?? [];
  const policy = propagation(current, options, strategy);
  const others = current.filter((one) => one !== ORPHAN && one !== FOREGROUND);
  const wanted =
    policy === 'Orphan' ? [...others, ORPHAN] : policy === 'Foreground' ? [...others, FOREGROUND] : others;
  if (wanted.length === current.length && wanted.every((one) => current.includes(one))) return object;
  const { finalizers: _replaced, ...metadata } = object.metadata;
  return { ...object, metadata: wanted.length ? { ...metadata, finalizers: wanted } : metadata };
}

/** An explicit wish counts first, then a finalizer that is there already, then the kind's default. */
function propagation(finalizers: readonly string[], options: RequestOptions, strategy: Strategy): string {
  const fallback = strategy.defaultPropagation ?? 'Background';
  if (fallback === 'Unsupported') return 'Background';
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'Orphan' : 'Background';
  if (options.propagationPolicy) return options.propagationPolicy;
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  if (finalizers.includes(FOREGROUND)) return 'Foreground';
  return fallback;
}
