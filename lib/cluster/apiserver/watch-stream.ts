import type { WatchEvent, WatchHandle, WatchSink } from '../../kube/api-request';
import { freeze } from '../../kube/frozen';
import type { KubeObject } from '../../kube/object';
import { expired, type StatusError } from '../../kube/status';
import type { Clock, Timer } from '../clock/clock';
import type { JournalReader } from '../storage/journal';
import type { Revision } from '../storage/revision';
import type { Storage } from '../storage/storage';
import type { StoredObject } from './stored-object';

/** Milliseconds of virtual time from a write to its arrival at a watcher. */
const DELIVERY = 1;
/** Milliseconds between bookmarks, for those who asked for them. */
const BOOKMARK_INTERVAL = 60_000;

export interface WatchOptions {
  readonly storageName: string;
  /** Undefined for all namespaces. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** Whether an object belongs to the watched selection; undefined for all. */
  readonly selects: ((object: KubeObject) => boolean) | undefined;
  /** From the stored object to what the client gets. */
  readonly present: (stored: StoredObject) => KubeObject;
  /** Sent first, as ADDED. */
  readonly initial: readonly StoredObject[];
  /** Whether a bookmark with the annotation `k8s.io/initial-events-end` follows the initial objects. */
  readonly markInitialEnd: boolean;
  /** Events after this revision follow. */
  readonly after: number;
  readonly bookmarks: boolean;
  /** Milliseconds from a write to the delivery of all that has come until then. @default 1 */
  readonly patience?: () => number;
  /** An empty object of the kind: what a bookmark carries. */
  readonly blank: { readonly apiVersion: string; readonly kind: string };
}

/** One watch: follows the journal and delivers in batches, a moment after the writes. */
export class WatchStream implements WatchHandle {
  private readonly reader: JournalReader;
  private delivery: Timer | undefined;
  private bookmark: Timer | undefined;
  private initial: readonly StoredObject[] | undefined;
  private lastSent: number;
  private isStopped = false;
  /** Made once: a busy watch schedules it thousands of times. */
  private readonly deliverNow = () => this.deliver();

  /** @param ended called when the API server ends the watch by itself */
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly options: WatchOptions,
    private readonly sink: WatchSink,
    private readonly ended?: () => void,
  ) {
    this.lastSent = options.after;
    this.initial = options.initial.length > 0 || options.markInitialEnd ? options.initial : undefined;
    if (this.initial) this.scheduleDelivery();
    this.reader = storage.follow(options.storageName, options.after, () => this.scheduleDelivery());
    if (options.bookmarks) this.scheduleBookmark();
  }

  /** What was written until now is still told. */
  end(): void {
    if (this.isStopped) return;
    if (this.delivery) this.deliver();
    this.stop();
    this.ended?.();
  }

  stop(): void {
    this.isStopped = true;
    this.reader.close();
    this.delivery?.cancel();
    this.bookmark?.cancel();
  }

  private scheduleDelivery(): void {
    if (this.delivery) return;
    const delay = Math.max(DELIVERY, this.options.patience?.() ?? DELIVERY);
    this.delivery = this.clock.schedule(delay, this.deliverNow);
  }

  private deliver(): void {
    this.delivery = undefined;
    const events: WatchEvent[] = [];
    if (this.initial) this.addInitial(events);
    const revisions = this.reader.read();
    if (revisions === 'lost') {
      events.push({
        type: 'ERROR',
        object: tooOld(this.lastSent, this.storage.compacted).status as unknown as KubeObject,
      });
      this.stop();
    } else {
      for (const revision of revisions) {
        const event = this.eventOf(revision);
        if (event) events.push(event);
        this.lastSent = revision.revision;
      }
    }
    if (events.length > 0) this.sink(events);
  }

  private addInitial(events: WatchEvent[]): void {
    for (const stored of this.initial!) events.push({ type: 'ADDED', object: this.options.present(stored) });
    this.initial = undefined;
    if (this.options.markInitialEnd)
      events.push(this.bookmarkEvent(this.options.after, { 'k8s.io/initial-events-end': 'true' }));
  }

  /** An object that leaves the selection is deleted for this watcher, one that enters it is added. */
  private eventOf(revision: Revision): WatchEvent | undefined {
    const { namespace, name, selects } = this.options;
    if (namespace !== undefined && revision.namespace !== namespace) return undefined;
    if (name !== undefined && revision.name !== name) return undefined;
    const { value, previous } = revision;
    const isThere = revision.type !== 'delete' && (!selects || selects(value.object));
    const wasThere = previous !== undefined && (!selects || selects(previous.object));
    if (isThere)
      return { type: wasThere ? 'MODIFIED' : 'ADDED', object: this.options.present(value as StoredObject) };
    if (!wasThere) return undefined;
    if (revision.type === 'delete')
      return { type: 'DELETED', object: this.options.present(value as StoredObject) };
    return { type: 'DELETED', object: this.lastSeen(previous as StoredObject, revision.revision) };
  }

  /** The last state inside the selection, at the revision at which it left. */
  private lastSeen(previous: StoredObject, revision: number): KubeObject {
    const object = this.options.present(previous);
    return freeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } });
  }

  private scheduleBookmark(): void {
    this.bookmark = this.clock.schedule(
      BOOKMARK_INTERVAL,
      () => {
        // Everything up to the newest revision has been delivered, unless a delivery is still due.
        this.sink([this.bookmarkEvent(this.delivery ? this.lastSent : this.storage.revision)]);
        this.scheduleBookmark();
      },
      { background: true },
    );
  }

  private bookmarkEvent(revision: number, annotations?: { [key: string]: string }): WatchEvent {
    const metadata = { resourceVersion: String(revision), ...(annotations ? { annotations } : {}) };
    return { type: 'BOOKMARK', object: { ...this.options.blank, metadata } };
  }
}

export function tooOld(asked: number, oldest: number): StatusError {
  return expired(`too old resource version: ${asked} (${oldest})`);
}
