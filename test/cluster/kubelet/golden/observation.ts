import { equal } from '../../../../lib/kube/frozen';
import type { Event, Pod, PodStatus } from '../../../../lib/kube/generated/core-v1';
import { describeEvent, describePod } from '../describe';

/** What a kubelet has made of a scenario. */
export interface Observation {
  /** Every status that differs from the one before, in few words. */
  readonly statuses: readonly string[];
  readonly events: readonly string[];
  /** The whole status before the first step, and at the end; what differs from run to run is replaced. */
  readonly before: unknown;
  readonly last: unknown;
}

/** A version of the pod or of an event about it, the seconds after the pod was created. */
export interface Sighting {
  readonly at: number;
  readonly pod?: Pod;
  readonly isDeleted?: boolean;
  readonly event?: Event;
}

export function observe(sightings: readonly Sighting[], firstStep: number): Observation {
  const statuses: string[] = [];
  const events: string[] = [];
  let before: PodStatus | undefined;
  let last: PodStatus | undefined;
  for (const { at, pod, isDeleted, event } of sightings) {
    if (event) events.push(plain(describeEvent(event).trim()));
    if (!pod || isUntouched(pod)) continue;
    const line = plain(describePod(pod));
    if (statuses.at(-1) !== line) statuses.push(line);
    if (isDeleted) statuses.push('deleted');
    last = pod.status;
    if (at < firstStep) before = pod.status;
  }
  const first = normalized(before);
  const end = normalized(last);
  return { statuses, events, before: first, last: equal(first, end) ? 'the same' : end };
}

/** No kubelet has seen it yet. */
function isUntouched({ status }: Pod): boolean {
  return status?.startTime === undefined;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const UNSTABLE = ['containerID', 'imageID'];

/** With placeholders for what differs from run to run, and without fields that are null. */
function normalized(value: unknown): unknown {
  if (typeof value === 'string') return TIME.test(value) ? 'TIME' : plain(value);
  if (Array.isArray(value)) return value.map(normalized);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null && field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, UNSTABLE.includes(key) && field ? key : normalized(field)]),
  );
}

/** A text without what differs from run to run. */
function plain(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
    .replaceAll(/\b\d+\.\d+\.\d+\.\d+\b/g, 'IP')
    .replaceAll(/IP:\d+->IP/g, 'IP:PORT->IP')
    .replaceAll('docker.io/library/', '')
    .replace(/ in [\d.ms]+ \([\d.ms]+ including waiting\)/, ' in TIME (TIME including waiting)');
}
