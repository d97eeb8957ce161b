/** Handle of a scheduled call. */
export interface Timer {
  cancel(): void;
}

export interface Schedule {
  /**
   * Background timers (heartbeats, resyncs, probes of a healthy container) do not keep a cluster from being settled.
   * @default false
   */
  readonly background?: boolean;
}

/**
 * Time as every part of the cluster sees it. Callbacks run one at a time, in order of their time; those of the same
 * millisecond in the order in which they were scheduled.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `run` after `delay` milliseconds (0: after everything that is already due now). */
  schedule(delay: number, run: () => void, options?: Schedule): Timer;
}

/** A moment as the API writes it, in whole seconds: `2026-01-01T00:00:00Z`. */
export function timestamp(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== lastSecond) {
    lastTimestamp = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastTimestamp;
}

/** Most texts that are asked for in a row are of the same second. */
let lastSecond = Number.NaN;
let lastTimestamp = '';

/** The same with microseconds, for leases and new events. */
export function microTimestamp(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const seconds = timestamp(whole).slice(0, -1);
  const rest = String(whole - Math.floor(whole / 1000) * 1000).padStart(3, '0');
  // Joined: a text that is put together by signs stays in pieces, and these are kept in thousands.
  return [seconds, '.', rest, '000Z'].join('');
}
