import { equal } from '../../../kube/frozen';
import type { Pod } from '../../../kube/generated/core-v1';
import { keyOf } from '../../../kube/object';
import type { Labels } from '../../../kube/selectors/requirement';
import { type AffinityTerms, affinityTermsOf } from './affinity-terms';
import { type HostPort, hostPortsOf } from './host-ports';
import { PodRequests } from './pod-requests';

const NO_CLAIMS: readonly string[] = [];

/** A pod, and what scheduling has to know about it, worked out once. */
export class PodInfo {
  readonly uid: string;
  readonly key: string;
  readonly namespace: string;
  readonly priority: number;
  readonly hostPorts: readonly HostPort[];
  readonly affinity: AffinityTerms;
  /** Names of the claims it mounts itself; those of ephemeral volumes are not among them. */
  readonly claims: readonly string[];

  private constructor(
    private current: Pod,
    readonly requests: PodRequests,
  ) {
    const { metadata, spec } = current;
    this.uid = metadata.uid ?? keyOf(current);
    this.key = keyOf(current);
    this.namespace = metadata.namespace ?? '';
    this.priority = spec!.priority ?? 0;
    this.hostPorts = hostPortsOf(spec!);
    this.affinity = affinityTermsOf(spec!.affinity, this.namespace);
    this.claims = claimsOf(current);
  }

  static of(pod: Pod): PodInfo {
    return new PodInfo(pod, pod.spec!.nodeName ? PodRequests.ofRunning(pod) : PodRequests.of(pod.spec!));
  }

  /** The newest state that was seen. */
  get pod(): Pod {
    return this.current;
  }

  get labels(): Labels | undefined {
    return this.current.metadata.labels;
  }

  get isTerminating(): boolean {
    return this.current.metadata.deletionTimestamp !== undefined;
  }

  /**
   * Takes over a newer state of the same pod. Returns false, and changes nothing, if the new state counts differently:
   * it needs a new PodInfo then.
   */
  update(pod: Pod): boolean {
    const before = this.current;
    if (before.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp) return false;
    const { labels } = pod.metadata;
    if (labels !== before.metadata.labels && !equal(labels, before.metadata.labels)) return false;
    const requests = pod.spec!.nodeName ? PodRequests.ofRunning(pod) : PodRequests.of(pod.spec!);
    if (
      requests !== this.requests &&
      (requests.isLessThan(this.requests) || this.requests.isLessThan(requests))
    )
      return false;
    this.current = pod;
    return true;
  }
}

function claimsOf(pod: Pod): readonly string[] {
  let claims: string[] | undefined;
  for (const { persistentVolumeClaim } of pod.spec!.volumes ?? []) {
    if (!persistentVolumeClaim) continue;
    claims ??= [];
    claims.push(persistentVolumeClaim.claimName);
  }
  return claims ?? NO_CLAIMS;
}

/** The older of two pods of the same priority is the more important; one that did not start yet is young. */
export function moreImportant(a: PodInfo, b: PodInfo, now: number): number {
  return b.priority - a.priority || startTime(a.pod, now) - startTime(b.pod, now);
}

/** Milliseconds since the Unix epoch; `now` for a pod that has not started. */
export function startTime({ status }: Pod, now: number): number {
  return status?.startTime ? Date.parse(status.startTime) : now;
}
