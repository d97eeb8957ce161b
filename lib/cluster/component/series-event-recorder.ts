import type { Client } from '../../client/client';
import { appended } from '../../kube/exact-list';
import { freeze } from '../../kube/frozen';
import type { Event, EventSeries } from '../../kube/generated/core-v1';
import { Events } from '../../kube/generated/resources';
import type { KubeObject } from '../../kube/object';
import { isStatus } from '../../kube/status';
import { type Clock, microTimestamp, type Timer } from '../clock/clock';
import { eventMetadata } from './event-name';
import { eventReference } from './event-recorder';

/** A series that nothing was added to for so long has ended; looked for just as often. */
const FINISHED_AFTER = 6 * 60_000;

const NO_SOURCE = freeze({});

export interface EventReporter {
  /** As `kubectl describe` shows under From: `default-scheduler`. */
  readonly controller: string;
  /** Which of its processes. */
  readonly instance: string;
}

export interface NewEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  /** What the reporter was doing. */
  readonly action: string;
  readonly note: string;
}

interface Recorded {
  readonly event: Event;
  count: number;
  lastSeen: number;
}

/**
 * Records events the newer way (`events.k8s.io`), as the scheduler does: repetitions become a series. The first one is
 * written at once, the number of further ones when the series has ended.
 */
export class SeriesEventRecorder {
  /** By the UID of the object. */
  private readonly recent = new Map<string, readonly Recorded[]>();
  private sequence = 0;
  private finishing: Timer | undefined;

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly reporter: EventReporter,
  ) {}

  record(about: KubeObject, told: NewEvent): void {
    const { type, reason, action, note } = told;
    const uid = about.metadata.uid ?? '';
    const recent = this.recent.get(uid) ?? NONE;
    const known = recent.find(({ event }) => isRepetition(event, about, told));
    if (known) {
      known.count++;
      known.lastSeen = this.clock.now();
      if (known.count === 2) this.writeSeries(known);
      return;
    }
    // In the form in which the API server keeps it: frozen, it need not be decoded.
    const event: Event = freeze({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: eventMetadata(about, this.clock.now(), this.sequence++),
      involvedObject: eventReference(about),
      reason,
      message: note,
      source: NO_SOURCE,
      type,
      eventTime: microTimestamp(this.clock.now()),
      action,
      reportingComponent: this.reporter.controller,
      reportingInstance: this.reporter.instance,
    });
    this.recent.set(uid, appended(recent, { event, count: 1, lastSeen: this.clock.now() }));
    bestEffort(() => this.client.create(Events, event));
    this.finishing ??= this.clock.schedule(FINISHED_AFTER, () => this.finish(), { background: true });
  }

  stop(): void {
    this.finishing?.cancel();
  }

  private finish(): void {
    this.finishing = undefined;
    const old = this.clock.now() - FINISHED_AFTER;
    for (const [uid, all] of this.recent) {
      const kept = all.filter(({ lastSeen }) => lastSeen >= old);
      if (kept.length === 0) this.recent.delete(uid);
      else if (kept.length < all.length) this.recent.set(uid, kept);
      for (const recorded of all)
        if (recorded.lastSeen < old && recorded.count > 2) this.writeSeries(recorded);
    }
    if (this.recent.size > 0)
      this.finishing = this.clock.schedule(FINISHED_AFTER, () => this.finish(), { background: true });
  }

  private writeSeries({ event, count, lastSeen }: Recorded): void {
    const { namespace, name } = event.metadata;
    const series: EventSeries = { count, lastObservedTime: microTimestamp(lastSeen) };
    bestEffort(() => this.client.patch(Events, namespace!, name!, 'merge', { series }));
  }
}

const NONE: readonly Recorded[] = [];

function isRepetition(event: Event, about: KubeObject, { type, reason, action }: NewEvent): boolean {
  return (
    event.involvedObject.resourceVersion === about.metadata.resourceVersion &&
    event.type === type &&
    event.reason === reason &&
    event.action === action
  );
}

/** A namespace that is going away takes no events, and an old event may have expired. */
function bestEffort(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!isStatus(error, 'Forbidden') && !isStatus(error, 'NotFound') && !isStatus(error, 'Conflict'))
      throw error;
  }
}
