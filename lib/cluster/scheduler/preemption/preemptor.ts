import type { Client } from '../../../client/client';
import type { Pod } from '../../../kube/generated/core-v1';
import { Pods } from '../../../kube/generated/resources';
import { isStatus, StatusError } from '../../../kube/status';
import type { Clock } from '../../clock/clock';
import type { SeriesEventRecorder } from '../../component/series-event-recorder';
import type { PodInfo } from '../cache/pod-info';
import { patchPodStatus } from '../pod-condition';
import type { SchedulingQueue } from '../queue/scheduling-queue';
import type { Candidate } from './candidates';

export interface PreemptorOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly events: SeriesEventRecorder;
  readonly queue: SchedulingQueue;
}

/** Deletes the victims of preemption, a moment after it was decided; until then the pod they make room for is not tried. */
export class Preemptor {
  private readonly preempting = new Set<string>();

  constructor(private readonly options: PreemptorOptions) {}

  isPreempting(uid: string): boolean {
    return this.preempting.has(uid);
  }

  start(pod: PodInfo, { node, victims }: Candidate, cause: number | undefined): void {
    const alive = victims.filter(({ isTerminating }) => !isTerminating);
    if (alive.length === 0) return;
    this.preempting.add(pod.uid);
    this.options.clock.schedule(0, () => this.run(pod, node, alive, cause));
  }

  private run(pod: PodInfo, node: string, victims: readonly PodInfo[], cause: number | undefined): void {
    const { client, queue } = this.options;
    client.cause = cause;
    let failed = false;
    try {
      this.takeNominations(pod, node);
      for (const victim of victims) this.preempt(victim.pod, pod, node);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      failed = true;
    } finally {
      client.cause = undefined;
      this.preempting.delete(pod.uid);
    }
    if (failed) queue.retry(pod.uid);
  }

  /** Less important pods that were promised the node find another place sooner this way. */
  private takeNominations({ priority }: PodInfo, node: string): void {
    const { client, queue, clock } = this.options;
    for (const other of queue.nominator.on(node))
      if (other.priority < priority && other.pod.status?.nominatedNodeName)
        tolerateGone(() => patchPodStatus(client, other.pod, { nominatedNodeName: '' }, clock.now()));
  }

  private preempt(victim: Pod, { uid, pod }: PodInfo, node: string): void {
    const { client, clock, events } = this.options;
    const { namespace, name } = victim.metadata;
    const message = `${pod.spec!.schedulerName}: preempting to accommodate a higher priority pod`;
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message,
    } as const;
    const deleted = tolerateGone(() => {
      patchPodStatus(client, victim, { condition }, clock.now());
      client.delete(Pods, namespace!, name!);
    });
    if (!deleted) return;
    const note = `Preempted by pod ${uid} on node ${node}`;
    events.record(victim, { type: 'Normal', reason: 'Preempted', action: 'Preempting', note });
  }
}

/** Returns false if the pod was gone already. */
function tolerateGone(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (isStatus(error, 'NotFound')) return false;
    throw error;
  }
}
