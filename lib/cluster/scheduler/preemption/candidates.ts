import { type PodInfo, startTime } from '../cache/pod-info';

/** A node that could take the pod if the victims were deleted. */
export interface Candidate {
  readonly node: string;
  /** Most important first. */
  readonly victims: readonly PodInfo[];
  /** How many of them are protected by a disruption budget. */
  readonly violations: number;
}

/** Makes the sum of priorities prefer fewer pods even when priorities are negative. */
const PRIORITY_OFFSET = 2 ** 31;

/**
 * The candidate that hurts least: fewest broken budgets, then the least important victim at the top, then the least
 * sum of priorities, then the fewest victims, then the latest start of the most important ones, then the first.
 * @param now milliseconds since the Unix epoch, in place of the start of pods that have not started
 */
export function leastHarmful(candidates: readonly Candidate[], now: number): Candidate {
  const measures: readonly ((candidate: Candidate) => number)[] = [
    ({ violations }) => violations,
    ({ victims }) => victims[0]!.priority,
    ({ victims }) => victims.reduce((sum, { priority }) => sum + priority + PRIORITY_OFFSET, 0),
    ({ victims }) => victims.length,
    ({ victims }) => -earliestStart(victims, now),
  ];
  let left = candidates;
  for (const measure of measures) {
    if (left.length === 1) break;
    const values = left.map(measure);
    const least = Math.min(...values);
    left = left.filter((_candidate, index) => values[index] === least);
  }
  return left[0]!;
}

/** Of the victims with the highest priority. */
function earliestStart(victims: readonly PodInfo[], now: number): number {
  const highest = Math.max(...victims.map(({ priority }) => priority));
  const starts = victims.filter(({ priority }) => priority === highest).map(({ pod }) => startTime(pod, now));
  return Math.min(...starts);
}
