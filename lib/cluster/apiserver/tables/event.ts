import type { Event as CoreEvent, EventSource } from '../../../kube/generated/core-v1';
import type { Event } from '../../../kube/generated/events-v1';
import { nameOf, since } from './cells';
import type { Cell } from './table';

export function coreEventCells(event: CoreEvent, now: number): readonly Cell[] {
  const { firstTimestamp, lastTimestamp, eventTime, series, involvedObject } = event;
  const first = since(firstTimestamp || eventTime, now);
  const last = lastTimestamp ? since(lastTimestamp, now) : first;
  return [
    series ? since(series.lastObservedTime, now) : last,
    event.type ?? '',
    event.reason ?? '',
    target(involvedObject),
    involvedObject.fieldPath ?? '',
    sourceText(event.source, event.reportingComponent, event.reportingInstance),
    (event.message ?? '').trim(),
    first,
    series ? (series.count ?? 0) : event.count || 1,
    nameOf(event),
  ];
}

/** The same event in the words of the group `events.k8s.io`. */
export function eventCells(event: Event, now: number): readonly Cell[] {
  const { deprecatedFirstTimestamp, deprecatedLastTimestamp, deprecatedCount, deprecatedSource } = event;
  return coreEventCells(
    {
      metadata: event.metadata,
      involvedObject: event.regarding ?? {},
      reason: event.reason,
      message: event.note,
      source: deprecatedSource,
      firstTimestamp: deprecatedFirstTimestamp,
      lastTimestamp: deprecatedLastTimestamp,
      count: deprecatedCount,
      type: event.type,
      eventTime: event.eventTime,
      series: event.series,
      reportingComponent: event.reportingController,
      reportingInstance: event.reportingInstance,
    },
    now,
  );
}

function target({ kind = '', name }: CoreEvent['involvedObject']): string {
  return name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase();
}

function sourceText(
  { component, host }: EventSource = {},
  reportingComponent: string | undefined,
  reportingInstance: string | undefined,
): string {
  const by = component || reportingComponent || '';
  const instance = host || reportingInstance;
  return instance ? `${by}, ${instance}` : by;
}
