import type { WatchHandle } from '../../kube/api-request';
import type { Clock } from '../clock/clock';
import type { WatchStream } from './watch-stream';

/** Milliseconds for which Kubernetes lets requests to the old form of a custom resource end. */
const DRAINING = 1_000;

/** The watches of custom resources, which end when the form in which the resource is served changes. */
export class OpenWatches {
  /** By storage name. */
  private readonly streams = new Map<string, Set<WatchStream>>();

  constructor(private readonly clock: Clock) {}

  /** @returns the handle for who watches */
  add(resource: string, stream: WatchStream): WatchHandle {
    const { streams } = this;
    const open = streams.get(resource) ?? new Set();
    streams.set(resource, open.add(stream));
    const stop = () => {
      const left = streams.get(resource);
      left?.delete(stream);
      if (left?.size === 0) streams.delete(resource);
      stream.stop();
    };
    return { stop };
  }

  /** Ends those that are open now, a moment later; what is opened from now on sees the new form. */
  endSoon(resource: string): void {
    const open = this.streams.get(resource);
    if (!open) return;
    this.streams.delete(resource);
    const end = () => {
      for (const stream of open) stream.end();
    };
    this.clock.schedule(DRAINING, end, { background: true });
  }
}
