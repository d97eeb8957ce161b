import type { Client } from '../../client/client';
import { withField } from '../../kube/defaults/defaulting';
import { freeze } from '../../kube/frozen';
import type { Pod, PodStatus } from '../../kube/generated/core-v1';
import { Pods } from '../../kube/generated/resources';
import { isStatus } from '../../kube/status';
import type { Clock } from '../clock/clock';
import type { PodWorker } from './pod-worker';

const NONE: PodStatus = {};

/**
 * Reports the status of pods to the API, and removes pods that have ended their deletion: the kubelet's status manager.
 * What changes at the same moment is written once.
 */
export class StatusWriter {
  private dirty = new Set<PodWorker>();
  private isScheduled = false;

  constructor(private readonly clock: Clock) {}

  markDirty(worker: PodWorker): void {
    this.dirty.add(worker);
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.clock.schedule(0, () => this.flush());
  }

  forget(worker: PodWorker): void {
    this.dirty.delete(worker);
  }

  private flush(): void {
    this.isScheduled = false;
    const { dirty } = this;
    this.dirty = new Set();
    for (const worker of dirty) this.write(worker);
  }

  private write(worker: PodWorker): void {
    const { client } = worker;
    client.cause = worker.cause;
    try {
      if (worker.stage === 'finished' || !this.tellLatest(worker)) this.tellCurrent(worker);
    } finally {
      client.cause = undefined;
    }
  }

  /** The newest version that the kubelet has seen is most often the current one. Returns false if news could not be told of it. */
  private tellLatest(worker: PodWorker): boolean {
    const { statusReport: report } = worker;
    const { latest } = report;
    const status = report.build(latest.status ?? NONE);
    if (!report.isNews(status)) return true;
    try {
      this.update(worker, latest, status);
      return true;
    } catch (error) {
      if (isStatus(error, 'Conflict') || isStatus(error, 'NotFound')) return false;
      throw error;
    }
  }

  private tellCurrent(worker: PodWorker): void {
    const { client, statusReport: report } = worker;
    const current = this.current(worker, client);
    if (!current) {
      worker.lost();
      return;
    }
    const status = report.build(current.status ?? NONE);
    const written = report.isNews(status) ? this.update(worker, current, status) : current;
    if (worker.stage === 'finished' && written.metadata.deletionTimestamp) this.remove(written, client);
  }

  private update({ client, statusReport: report }: PodWorker, pod: Pod, status: PodStatus): Pod {
    // It is in the form in which the API server keeps it: frozen, it need not be decoded.
    const written = client.updateStatus(Pods, freeze(withField(pod, 'status', status)));
    report.isForced = false;
    report.reported = status;
    report.written = written;
    return written;
  }

  private current(worker: PodWorker, client: Client): Pod | undefined {
    const { namespace, name, uid } = worker.pod.metadata;
    try {
      const current = client.get(Pods, namespace!, name!);
      return current.metadata.uid === uid ? current : undefined;
    } catch (error) {
      // A node may not even ask for a pod that is gone: nothing relates the two any more.
      if (isStatus(error, 'NotFound') || isStatus(error, 'Forbidden')) return undefined;
      throw error;
    }
  }

  private remove({ metadata }: Pod, client: Client): void {
    const { namespace, name, uid } = metadata;
    try {
      client.delete(Pods, namespace!, name!, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!isStatus(error, 'NotFound') && !isStatus(error, 'Conflict')) throw error;
    }
  }
}
