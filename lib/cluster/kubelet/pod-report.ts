import { equal } from '../../kube/frozen';
import type { Pod, PodStatus } from '../../kube/generated/core-v1';
import { podCondition } from '../../kube/pod-status';
import { timestamp } from '../clock/clock';
import type { NodePod } from './node-pod';
import { buildPodStatus, type PodOutcome, rejectedStatus } from './pod-status-builder';

/** What one pod's kubelet has said of it, and says next. */
export class PodReport {
  /** The status reported last. */
  reported: PodStatus | undefined;
  /** The pod with it, as the API server has stored it. */
  written: Pod | undefined;
  /** It has to be reported again even if nothing has changed. */
  isForced = false;
  /** Nothing runs, and nothing will run any more. */
  isTerminal = false;
  /** The kubelet is done with the pod. */
  isFinished = false;
  /** The end that is decided already. */
  outcome: PodOutcome | undefined;
  /** Why the kubelet does not take the pod. */
  rejection: { readonly reason: string; readonly message: string } | undefined;
  /** Milliseconds since the Unix epoch, in whole seconds as the API knows it. */
  readonly startTime: number;
  /** The same as the API writes it. */
  private readonly startedAt: string;
  /** The version of the pod that the status speaks of. */
  synced: Pod;
  /** The pod's address, as far as the last look at the pod knew it. */
  private address: string | undefined;

  constructor(private readonly owner: NodePod) {
    const { pod, node } = owner;
    this.synced = pod;
    const known = pod.status?.startTime;
    this.startTime = known ? Date.parse(known) : Math.floor(node.clock.now() / 1000) * 1000;
    this.startedAt = timestamp(this.startTime);
  }

  /** Whether somebody else has since changed what only kubelets have to say. */
  isContradictedBy(pod: Pod): boolean {
    const status = pod.status ?? {};
    const written = this.written?.status;
    if (!written || status === written || !isNewer(pod, this.written!)) return false;
    return (
      status.phase !== written.phase ||
      status.podIP !== written.podIP ||
      !equal(status.containerStatuses, written.containerStatuses) ||
      ['Ready', 'ContainersReady', 'Initialized'].some(
        (type) => podCondition(status, type)?.status !== podCondition(written, type)?.status,
      )
    );
  }

  /** The kubelet looks at the pod anew: what it says from now on is of this version, with the address it has by now. */
  look(): void {
    const { pod, sandbox } = this.owner;
    this.synced = pod;
    this.address = sandbox.ip;
  }

  /** The newest version of the pod that its kubelet has seen. */
  get latest(): Pod {
    const { pod } = this.owner;
    return this.written && isNewer(this.written, pod) ? this.written : pod;
  }

  /** Whether the API has to be told. */
  isNews(status: PodStatus): boolean {
    return this.isForced || !this.reported || !equal(status, this.reported);
  }

  /** @param current what the API server has */
  build(current: PodStatus): PodStatus {
    const { sandbox, node } = this.owner;
    const now = timestamp(node.clock.now());
    if (this.rejection)
      return rejectedStatus(this.synced, current, this.rejection.reason, this.rejection.message, now);
    return buildPodStatus({
      pod: this.synced,
      reported: this.reported,
      current,
      init: sandbox.init,
      regular: sandbox.regular,
      ephemeral: sandbox.ephemeral,
      hasSandbox: sandbox.isOpen,
      hasInitialized: sandbox.hasInitialized,
      podIp: this.address,
      hostIp: node.ip,
      startTime: this.startedAt,
      isTerminal: this.isTerminal,
      isFinished: this.isFinished,
      outcome: this.outcome,
      now,
    });
  }
}

function isNewer(pod: Pod, than: Pod): boolean {
  return Number(pod.metadata.resourceVersion) > Number(than.metadata.resourceVersion);
}
