import type { Event } from '../../kube/generated/core-v1';

/** Different messages about the same thing after which further ones are combined. */
const MAX_SIMILAR = 10;
/** Milliseconds after which similar events are counted anew. */
const SIMILARITY_INTERVAL = 600_000;
/** Events that a source may tell of an object and type at once. */
const BURST = 25;
/** Milliseconds after which one more is allowed. */
const REFILL = 300_000;
/** Objects, kinds of events, and events that are remembered. */
const REMEMBERED = 4096;

interface Similar {
  messages: Set<string>;
  last: number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

interface Occurrence {
  readonly name: string;
  readonly count: number;
  readonly firstTimestamp: string;
}

export interface Correlated {
  readonly event: Event;
  /** The event continues one that was recorded before, under the same name. */
  readonly isRepeated: boolean;
  /** There have been too many: the event is not recorded. */
  readonly isSpam: boolean;
}

/** Counts repetitions, combines similar events and silences those who tell too much (client-go's EventCorrelator). */
export class EventCorrelator {
  private readonly similar = new Recent<Similar>();
  private readonly occurrences = new Recent<Occurrence>();
  private readonly buckets = new Recent<Bucket>();

  /** `now` in milliseconds since the Unix epoch. */
  correlate(event: Event, now: number): Correlated {
    const aggregateKey = keyOf(event, event.reason);
    const combined = this.isOneOfMany(aggregateKey, event, now);
    const key = combined ? aggregateKey : keyOf(event, event.reason, event.message ?? '');
    const named = combined
      ? { ...event, message: `(combined from similar events): ${event.message}` }
      : event;
    const known = this.occurrences.get(key);
    const counted = known ? continued(named, known) : named;
    const { name } = counted.metadata;
    const { count = 1, firstTimestamp } = counted;
    this.occurrences.set(key, { name: name!, count, firstTimestamp: firstTimestamp! });
    return { event: counted, isRepeated: known !== undefined, isSpam: !this.takeToken(keyOf(event), now) };
  }

  private isOneOfMany(key: string, { message = '' }: Event, now: number): boolean {
    const known = this.similar.get(key);
    const similar =
      known && now - known.last <= SIMILARITY_INTERVAL ? known : { messages: new Set<string>(), last: now };
    similar.messages.add(message);
    similar.last = now;
    this.similar.set(key, similar);
    if (similar.messages.size < MAX_SIMILAR) return false;
    similar.messages.delete(similar.messages.values().next().value!);
    return true;
  }

  private takeToken(key: string, now: number): boolean {
    const bucket = this.buckets.get(key) ?? { tokens: BURST, filledAt: now };
    bucket.tokens = Math.min(BURST, bucket.tokens + (now - bucket.filledAt) / REFILL);
    bucket.filledAt = now;
    this.buckets.set(key, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}

/** The source is one recorder's own, and need not be part of the key; nor need what a UID stands for. */
function keyOf({ involvedObject, type }: Event, reason = '', message?: string): string {
  const { apiVersion, kind, namespace, name, uid, fieldPath } = involvedObject;
  const object = uid ? `${uid}\0${type}` : `${apiVersion}\0${kind}\0${namespace}\0${name}\0${type}`;
  return message === undefined ? `${object}\0${reason}` : `${object}\0${reason}\0${fieldPath}\0${message}`;
}

function continued(event: Event, { name, count, firstTimestamp }: Occurrence): Event {
  return { ...event, metadata: { ...event.metadata, name }, count: count + 1, firstTimestamp };
}

/** The values that were used last. */
class Recent<T> {
  private readonly values = new Map<string, T>();

  get(key: string): T | undefined {
    return this.values.get(key);
  }

  set(key: string, value: T): void {
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size > REMEMBERED) this.values.delete(this.values.keys().next().value!);
  }
}
