import { StatusError } from '../../kube/status';

export interface SlowStartResult {
  readonly successes: number;
  /** The first failure of the batch that failed. */
  readonly failure: StatusError | undefined;
}

/**
 * Calls `act` `count` times, in batches of 1, 2, 4 and so on, and stops after the first batch with a failure: what
 * fails once (quota, admission) would most likely fail for all. `act` is told how many calls there were before.
 */
export function slowStart(count: number, act: (call: number) => void): SlowStartResult {
  let remaining = count;
  let successes = 0;
  let calls = 0;
  for (let size = Math.min(remaining, 1); size > 0; size = Math.min(2 * size, remaining)) {
    let failure: StatusError | undefined;
    for (let index = 0; index < size; index++) {
      try {
        act(calls++);
        successes++;
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        failure ??= error;
      }
    }
    if (failure) return { successes, failure };
    remaining -= size;
  }
  return { successes, failure: undefined };
}
