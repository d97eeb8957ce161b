import type { Client } from '../../client/client';
import { isStatus, StatusError } from '../../kube/status';
import type { Clock } from '../clock/clock';
import { WorkQueue } from './work-queue';

/** A sync that fails this often in a row is reported to {@link ControllerOptions.onGivenUp} but still retried. */
export interface ControllerOptions {
  readonly clock: Clock;
  readonly client: Client;
  /** Brings the object of `key` closer to its desired state. Throwing puts the key back with a growing delay. */
  sync(key: string): void;
}

/**
 * The loop that all controllers share: keys in, `sync(key)`, retry with backoff on an error of the API.
 * An error that is not a StatusError is a defect and is thrown on.
 */
export class ControllerLoop {
  private readonly queue: WorkQueue;

  constructor(private readonly options: ControllerOptions) {
    this.queue = new WorkQueue(options.clock, ({ key, cause }) => this.process(key, cause));
  }

  enqueue(key: string, cause?: number): void {
    this.queue.add(key, cause);
  }

  /** `delay` in milliseconds; a background timer does not keep a cluster from being settled. */
  enqueueAfter(key: string, delay: number, options?: { readonly background?: boolean }): void {
    this.queue.addAfter(key, delay, options);
  }

  stop(): void {
    this.queue.stop();
  }

  private process(key: string, cause: number | undefined): void {
    const { client, sync } = this.options;
    client.cause = cause;
    try {
      sync(key);
      this.queue.forget(key);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      // The namespace is going away: nothing can be created in it, and retrying would keep the cluster busy for ever.
      if (
        isStatus(error, 'Forbidden') &&
        error.status.details?.causes?.some((one) => one.reason === 'NamespaceTerminating')
      ) {
        this.queue.forget(key);
      } else {
        this.queue.addRateLimited(key, cause);
      }
    } finally {
      client.cause = undefined;
    }
  }
}
