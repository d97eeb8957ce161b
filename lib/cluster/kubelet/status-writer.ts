import type { Client } from '../../client/client';
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
    const { client, statusReport: report } = worker;
    const known = worker.pod.status ?? NONE;
    const status = report.build(known);
    if (worker.stage !== 'finished' && !report.isNews(status)) return;
    client.cause = worker.cause;
    try {
      const current = this.current(worker, client);
      if (current) this.writeStatus(worker, current, current.status === known ? status : undefined);
      else worker.lost();
    } finally {
      client.cause = undefined;
    }
  }

  /** @param built the status, if it is worked out from the current version */
  private writeStatus(worker: PodWorker, current: Pod, built: PodStatus | undefined): void {
    const { statusReport: report, client } = worker;
    const status = built ?? report.build(current.status ?? NONE);
    let written = current;
    if (report.isNews(status)) {
      report.isForced = false;
      // It is in the form in which the API server keeps it: frozen, it need not be decoded.
      report.reported = freeze(status);
      written = client.updateStatus(Pods, freeze({ ...current, status }));
      report.written = written;
    }
    if (worker.stage === 'finished' && written.metadata.deletionTimestamp) this.remove(written, client);
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
