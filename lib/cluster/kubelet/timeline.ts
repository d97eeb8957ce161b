import type { ResolvedOutage, ResolvedWorkload } from './resolved-workload';

/** Something that a process does by itself, `at` milliseconds after its start. */
export type ProcessEvent =
  | { readonly at: number; readonly kind: 'listen' | 'warm' }
  | { readonly at: number; readonly kind: 'outage' | 'recovery'; readonly outage: ResolvedOutage }
  | { readonly at: number; readonly kind: 'end'; readonly code: number; readonly reason: EndReason };

export type EndReason = 'Completed' | 'Error' | 'OOMKilled';

/** What decides about a process besides its workload. */
export interface ProcessCircumstances {
  /** How often the container was started before. */
  readonly restarts: number;
  /** What the process does when its workload does not say when it ends. */
  readonly endsAfter: number | undefined;
  /** Bytes; 0 for no limit. */
  readonly memoryLimit: number;
}

const KILLED = 137;

/** All that a process will do if nobody interferes, in order. Pure. */
export function timelineOf(
  workload: ResolvedWorkload,
  circumstances: ProcessCircumstances,
): readonly ProcessEvent[] {
  const { startup, readyAfter, outages } = workload;
  const events: ProcessEvent[] = [{ at: startup, kind: 'listen' }];
  if (readyAfter > startup) events.push({ at: readyAfter, kind: 'warm' });
  for (const outage of outages) {
    if (circumstances.restarts >= outage.times) continue;
    events.push({ at: outage.after, kind: 'outage', outage });
    if (outage.until !== Number.POSITIVE_INFINITY)
      events.push({ at: outage.until, kind: 'recovery', outage });
  }
  const end = endOf(workload, circumstances);
  if (events.length === 1 && (!end || end.at > startup)) return end ? [events[0]!, end] : events;
  const inTime = end ? events.filter(({ at }) => at < end.at) : events;
  // Sorting is stable: what is listed first happens first.
  return (end ? [...inTime, end] : inTime).sort((a, b) => a.at - b.at);
}

/** The first of the ends that lie before it. */
function endOf(
  { startup, memory, crash, exit }: ResolvedWorkload,
  { restarts, endsAfter, memoryLimit }: ProcessCircumstances,
): ProcessEvent | undefined {
  const ends: Extract<ProcessEvent, { kind: 'end' }>[] = [];
  if (memoryLimit > 0 && memory > memoryLimit)
    ends.push({ at: startup, kind: 'end', code: KILLED, reason: 'OOMKilled' });
  if (crash && restarts < crash.times)
    ends.push({ at: crash.after, kind: 'end', code: crash.code, reason: reasonOf(crash.code) });
  if (typeof exit === 'object')
    ends.push({ at: exit.after, kind: 'end', code: exit.code, reason: reasonOf(exit.code) });
  else if (exit === undefined && endsAfter !== undefined)
    ends.push({ at: endsAfter, kind: 'end', code: 0, reason: 'Completed' });
  return ends.reduce<ProcessEvent | undefined>(
    (first, end) => (first === undefined || end.at < first.at ? end : first),
    undefined,
  );
}

/** The container runtime's word for an exit code. */
export function reasonOf(code: number): EndReason {
  return code === 0 ? 'Completed' : 'Error';
}
