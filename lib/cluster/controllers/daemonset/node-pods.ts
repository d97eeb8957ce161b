import type { DaemonSet } from '../../../kube/generated/apps-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { isPodAvailable, isPodReady } from '../../../kube/pod-status';
import { revisionHash } from '../../component/controller-revisions';
import { byAge, type NodeFit } from './daemon-placement';
import { allowsSurge } from './update-limits';

/** What has to be done on a node. */
export interface NodeChange {
  readonly create: boolean;
  readonly remove: readonly Pod[];
}

export interface NodeQuestion {
  readonly daemonSet: DaemonSet;
  readonly fit: NodeFit;
  /** Undefined if the node has none. */
  readonly pods: readonly Pod[] | undefined;
  /** Of the current template. */
  readonly hash: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Whether a pod that has ended is deleted now; what it says to users is its own business. */
  mayDeleteEnded(pod: Pod): boolean;
}

const NOTHING: NodeChange = { create: false, remove: [] };

/** The pods that a node lacks, or has too many of. */
export function nodeChange(question: NodeQuestion): NodeChange {
  const { daemonSet, fit, pods } = question;
  if (!pods) return fit.shouldRun ? { create: true, remove: [] } : NOTHING;
  const staying = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  if (!fit.mayStay) return { create: false, remove: staying };
  const ended = staying.filter(hasEnded);
  const running = staying.filter((pod) => !hasEnded(pod));
  const remove = ended.filter((pod) => question.mayDeleteEnded(pod));
  if (!allowsSurge(daemonSet)) {
    const surplus = running.length > 1 ? [...running].sort(byAge).slice(1) : [];
    return { create: false, remove: [...remove, ...surplus] };
  }
  if (running.length === 0) return { create: fit.shouldRun, remove };
  return { create: false, remove: [...remove, ...surplusWithSurge(running, question)] };
}

function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Failed' || status?.phase === 'Succeeded';
}

/** Of two pods, the old one stays until the new one can take over, unless it is of no use itself. */
function surplusWithSurge(running: readonly Pod[], { daemonSet, hash, now }: NodeQuestion): readonly Pod[] {
  if (running.length === 1) return [];
  const sorted = [...running].sort(byAge);
  const newest = sorted.find((pod) => revisionHash(pod) === hash);
  const former = sorted.find((pod) => revisionHash(pod) !== hash);
  const surplus = sorted.filter((pod) => pod !== newest && pod !== former);
  if (!newest || !former) return surplus;
  const { minReadySeconds = 0 } = daemonSet.spec!;
  const canGo = !isPodReady(former) || isPodAvailable(newest, minReadySeconds, now);
  return canGo ? [...surplus, former] : surplus;
}
