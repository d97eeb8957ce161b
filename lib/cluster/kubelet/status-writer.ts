import type { Client } from '../../client/client';
import { equal } from '../../kube/frozen';
import type { Pod } from '../../kube/generated/core-v1';
import { Pods } from '../../kube/generated/resources';
import { isStatus } from '../../kube/status';
import type { Clock } from '../clock/clock';
import type { PodWorker } from './pod-worker';

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
      const current = this.current(worker, client);
      if (current) this.writeStatus(worker, current, client);
      else worker.lost();
    } finally {
      client.cause = undefined;
    }
  }

  private writeStatus(worker: PodWorker, current: Pod, client: Client): void {
    const { statusReport: report } = worker;
    const status = report.build(current.status ?? {});
    let written = current;
    if (report.isForced || !report.reported || !equal(status, report.reported)) {
      report.isForced = false;
      report.reported = status;
      written = client.updateStatus(Pods, { ...current, status });
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
      if (isStatus(error, 'NotFound')) return undefined;
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
