import { appended } from '../../kube/exact-list';
import type { Event } from '../../kube/generated/core-v1';

/** Different messages about the same thing after which further ones are combined. */
const MAX_SIMILAR = 10;
/** Milliseconds after which similar events are counted anew. */
const SIMILARITY_INTERVAL = 600_000;
/** Events that a source may tell of an object and type at once. */
const BURST = 25;
/** Milliseconds after which one more is allowed. */
const REFILL = 300_000;
/** Objects that are remembered for each type of events, and events of one reason about each. */
const REMEMBERED_OBJECTS = 4096;
const REMEMBERED_EVENTS = 64;

/** What was told of one object, with one type of events. */
interface Told {
  tokens: number;
  filledAt: number;
  reasons: readonly Similar[];
}

/** Events of one reason. There are few: lists that are as long as they have to be take less room than maps. */
interface Similar {
  readonly reason: string;
  /** Different ones of late, oldest first. */
  messages: readonly string[];
  last: number;
  occurrences: readonly Occurrence[];
}

interface Occurrence {
  /** Undefined for those that are combined. */
  readonly message: string | undefined;
  readonly fieldPath: string | undefined;
  readonly name: string;
  readonly firstTimestamp: string;
  count: number;
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
  /** By the type of events, then by object; the object that was heard of first is the first one. */
  private readonly types = new Map<string, Map<string, Told>>();

  /** `now` in milliseconds since the Unix epoch. */
  correlate(event: Event, now: number): Correlated {
    const told = this.toldOf(event, now);
    const similar = similarIn(told, event, now);
    const isCombined = isOneOfMany(similar, event, now);
    const named = isCombined
      ? { ...event, message: `(combined from similar events): ${event.message}` }
      : event;
    const known = knownOccurrence(similar, event, isCombined);
    const isSpam = !takeToken(told, now);
    if (!known) {
      remember(similar, event, isCombined);
      return { event: named, isRepeated: false, isSpam };
    }
    known.count++;
    return { event: continued(named, known), isRepeated: true, isSpam };
  }

  private toldOf(event: Event, now: number): Told {
    const objects = this.objectsOf(event);
    const key = keyOf(event);
    const known = objects.get(key);
    if (known) return known;
    const told = { tokens: BURST, filledAt: now, reasons: NONE };
    objects.set(key, told);
    if (objects.size > REMEMBERED_OBJECTS) objects.delete(objects.keys().next().value!);
    return told;
  }

  private objectsOf({ type = '' }: Event): Map<string, Told> {
    let objects = this.types.get(type);
    if (!objects) {
      objects = new Map();
      this.types.set(type, objects);
    }
    return objects;
  }
}

/** The source is one recorder's own, and need not be part of the key; nor need what a UID stands for. */
function keyOf({ involvedObject }: Event): string {
  const { apiVersion, kind, namespace, name, uid } = involvedObject;
  return uid || `${apiVersion}\0${kind}\0${namespace}\0${name}`;
}

function similarIn(told: Told, { reason = '' }: Event, now: number): Similar {
  const known = told.reasons.find((one) => one.reason === reason);
  if (known) return known;
  const similar = { reason, messages: NONE, last: now, occurrences: NONE };
  told.reasons = appended(told.reasons, similar);
  return similar;
}

const NONE: readonly never[] = [];

function isOneOfMany(similar: Similar, { message = '' }: Event, now: number): boolean {
  if (now - similar.last > SIMILARITY_INTERVAL) similar.messages = NONE;
  if (!similar.messages.includes(message)) similar.messages = appended(similar.messages, message);
  similar.last = now;
  if (similar.messages.length < MAX_SIMILAR) return false;
  similar.messages = similar.messages.slice(1);
  return true;
}

function knownOccurrence(
  { occurrences }: Similar,
  { message = '', involvedObject }: Event,
  isCombined: boolean,
): Occurrence | undefined {
  const { fieldPath } = involvedObject;
  return isCombined
    ? occurrences.find((one) => one.message === undefined)
    : occurrences.find((one) => one.message === message && one.fieldPath === fieldPath);
}

function remember(similar: Similar, event: Event, isCombined: boolean): void {
  const { metadata, involvedObject, message = '', firstTimestamp, count = 1 } = event;
  const occurrence = {
    message: isCombined ? undefined : message,
    fieldPath: isCombined ? undefined : involvedObject.fieldPath,
    name: metadata.name!,
    firstTimestamp: firstTimestamp!,
    count,
  };
  similar.occurrences = appended(similar.occurrences.slice(1 - REMEMBERED_EVENTS), occurrence);
}

function takeToken(told: Told, now: number): boolean {
  told.tokens = Math.min(BURST, told.tokens + (now - told.filledAt) / REFILL);
  told.filledAt = now;
  if (told.tokens < 1) return false;
  told.tokens--;
  return true;
}

function continued(event: Event, { name, count, firstTimestamp }: Occurrence): Event {
  return { ...event, metadata: { ...event.metadata, name }, count, firstTimestamp };
}
