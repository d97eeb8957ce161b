import type { Event as CoreEvent } from '../generated/core-v1';
import type { Event } from '../generated/events-v1';
import type { KubeObject } from '../object';

/** The names of the same fields: in events.k8s.io/v1, and in core v1. */
const RENAMED: readonly (readonly [newer: string, core: string])[] = [
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
  ['reportingController', 'reportingComponent'],
];
const TO_CORE = new Map(RENAMED);
const FROM_CORE = new Map(RENAMED.map(([newer, core]) => [core, newer]));

/** An event as core v1 has it. */
export function toCoreEvent(event: Event): CoreEvent {
  return renamed(event, 'v1', TO_CORE) as unknown as CoreEvent;
}

/** An event as events.k8s.io/v1 has it. */
export function fromCoreEvent(event: CoreEvent): Event {
  return renamed(event, 'events.k8s.io/v1', FROM_CORE) as unknown as Event;
}

function renamed(
  object: KubeObject,
  apiVersion: string,
  names: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(object)) result[names.get(field) ?? field] = value;
  return { ...result, apiVersion };
}
