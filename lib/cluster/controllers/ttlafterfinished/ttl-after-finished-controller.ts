import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { Job } from '../../../kube/generated/batch-v1';
import { Jobs } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import { isStatus } from '../../../kube/status';
import type { Clock } from '../../clock/clock';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';

const NAME = 'ttl-after-finished-controller';

/** Deletes finished Jobs, with their pods, `spec.ttlSecondsAfterFinished` after they finished. */
export class TtlAfterFinishedController implements Component {
  private readonly clock: Clock;
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly jobs: Informer<Job>;

  constructor({ clock, informers, client }: ComponentContext) {
    this.clock = clock;
    this.client = client(NAME);
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.jobs = informers.of(Jobs);
    this.jobs.on({
      added: (job, revision) => this.jobChanged(job, revision),
      updated: (job, _old, revision) => this.jobChanged(job, revision),
      deleted: (job) => this.loop.cancelDelayed(keyOf(job)),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private jobChanged(job: Job, revision: number): void {
    if (expiryOf(job) !== undefined) this.loop.enqueue(keyOf(job), revision);
    else this.loop.cancelDelayed(keyOf(job));
  }

  private sync(key: string): void {
    const job = this.jobs.byKey(key);
    if (!job || !this.isExpired(job)) return;
    const { namespace, name } = job.metadata;
    try {
      // The cache may not show yet that somebody prolonged the Job's life.
      const fresh = this.client.get(Jobs, namespace!, name!);
      if (!this.isExpired(fresh)) return;
      const preconditions = { uid: fresh.metadata.uid };
      this.client.delete(Jobs, namespace!, name!, { propagationPolicy: 'Foreground', preconditions });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
    }
  }

  private isExpired(job: Job): boolean {
    const expiry = expiryOf(job);
    if (expiry === undefined) return false;
    const remaining = expiry - this.clock.now();
    if (remaining > 0) this.loop.enqueueAfter(keyOf(job), remaining);
    return remaining <= 0;
  }
}

/** When the Job is to be deleted, in milliseconds since the Unix epoch; undefined if it is not, or not yet known. */
function expiryOf({ metadata, spec, status }: Job): number | undefined {
  const seconds = spec?.ttlSecondsAfterFinished;
  if (seconds === undefined || metadata.deletionTimestamp) return undefined;
  const end = status?.conditions?.find(
    ({ type, status: state }) => (type === 'Complete' || type === 'Failed') && state === 'True',
  );
  return end?.lastTransitionTime ? Date.parse(end.lastTransitionTime) + seconds * 1000 : undefined;
}
