import type { Client } from '../../client/client';
import { StatusError } from '../../kube/status';
import type { Clock } from '../clock/clock';
import { isNamespaceTerminating } from './pod-control';
import { type DelayOptions, type QueueOptions, WorkQueue } from './work-queue';

/** A sync cannot finish yet, and should be tried again: not a defect. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';

  /** @param delay milliseconds; without it, the queue's growing delay */
  constructor(
    message: string,
    readonly delay?: number,
  ) {
    super(message);
  }
}

export interface ControllerOptions<K = string> {
  readonly clock: Clock;
  readonly client: Client;
  /**
   * Brings the object of `key` closer to its desired state. Throwing puts the key back with a growing delay. May return
   * how many milliseconds of the cluster's time it takes, if that is noticeable: what happens meanwhile is seen at once
   * by the next sync. @default 1
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most syncs return nothing
  sync(key: K): number | void;
  readonly queue?: QueueOptions;
  /** A key that failed this often in a row is dropped until something changes. @default never */
  readonly maxRetries?: number;
}

/**
 * The loop that all controllers share: keys in, `sync(key)`, retry with backoff on an error of the API.
 * An error that is neither a StatusError nor {@link RetryLater} is a defect and is thrown on.
 */
export class ControllerLoop<K = string> {
  private readonly queue: WorkQueue<K>;

  constructor(private readonly options: ControllerOptions<K>) {
    this.queue = new WorkQueue<K>(options.clock, ({ key, cause }) => this.process(key, cause), options.queue);
  }

  enqueue(key: K, cause?: number): void {
    this.queue.add(key, cause);
  }

  /** `delay` in milliseconds; a background timer does not keep a cluster from being settled. */
  enqueueAfter(key: K, delay: number, options?: DelayOptions): void {
    this.queue.addAfter(key, delay, options);
  }

  /** Adds the key after a delay that grows each time, until it has been synced without an error. */
  enqueueRateLimited(key: K): void {
    this.queue.addRateLimited(key);
  }

  /** Takes back what {@link enqueueAfter} planned. */
  cancelDelayed(key: K): void {
    this.queue.cancelDelayed(key);
  }

  stop(): void {
    this.queue.stop();
  }

  private process(key: K, cause: number | undefined): number | undefined {
    const { client, sync } = this.options;
    client.cause = cause;
    try {
      const cost = sync(key);
      this.queue.forget(key);
      return cost ?? undefined;
    } catch (error) {
      this.retry(key, cause, error);
      return undefined;
    } finally {
      client.cause = undefined;
    }
  }

  private retry(key: K, cause: number | undefined, error: unknown): void {
    const { maxRetries = Number.POSITIVE_INFINITY } = this.options;
    if (error instanceof RetryLater && error.delay !== undefined) {
      this.queue.addAfter(key, error.delay, { cause });
    } else if (!(error instanceof StatusError || error instanceof RetryLater)) {
      throw error;
    } else if (error instanceof StatusError && isNamespaceTerminating(error)) {
      // Nothing can be created there any more, and retrying would keep the cluster busy for ever.
      this.queue.forget(key);
    } else if (this.queue.failuresOf(key) < maxRetries) {
      this.queue.addRateLimited(key, cause);
    } else {
      this.queue.forget(key);
    }
  }
}
