import type { KubeObject, ObjectMeta } from '../../kube/object';

/** An event's name tells when it happened, to the nanosecond; `sequence` tells events of one millisecond apart. */
export function eventMetadata(about: KubeObject, now: number, sequence: number): ObjectMeta {
  const { name, namespace } = about.metadata;
  const nanoseconds = inNanoseconds(now, sequence % NANOSECONDS);
  return { name: `${name}.${nanoseconds}`, namespace: namespace || 'default' };
}

/** Milliseconds and nanoseconds, as nanoseconds: more than a number can hold, so the last five digits are apart. */
function inNanoseconds(milliseconds: number, nanoseconds: number): string {
  const block = Math.floor(milliseconds / LOW);
  const rest = (milliseconds - block * LOW) * NANOSECONDS + nanoseconds;
  const carried = Math.floor(rest / LOW);
  return highDigits(block * NANOSECONDS + carried) + lowDigits(rest - carried * LOW);
}

const NANOSECONDS = 1_000_000;
const LOW = 0x10_0000;

/** Most events that are told in a row have these in common. */
function highDigits(high: number): string {
  if (high !== lastHigh) {
    lastHigh = high;
    lastDigits = high.toString(16);
  }
  return lastDigits;
}

let lastHigh = Number.NaN;
let lastDigits = '';

/** `toString(16)` is slow, and a busy cluster tells of thousands of events a second. */
const BYTES = Array.from({ length: 0x100 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Five digits of a whole number below 2^20. */
function lowDigits(low: number): string {
  return BYTES[low >>> 12]! + BYTES[(low >>> 4) & 0xff]! + BYTES[low & 0xf]!.slice(1);
}
