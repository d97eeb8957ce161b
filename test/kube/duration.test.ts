import fc from 'fast-check';
import {
  DurationError,
  humanDuration,
  parseDuration,
  printDuration,
  shortHumanDuration,
} from '../../lib/kube/duration';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('parseDuration', () => {
  test.each([
    ['0', 0],
    ['1h30m', 90 * MINUTE],
    ['1.5s', 1500],
    ['-300ms', -300],
    ['+5m', 5 * MINUTE],
    ['.5h', 30 * MINUTE],
    ['1µs', 0.001],
    ['1us1ns', 0.001001],
  ])('%s is %d milliseconds', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  test.each([
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['.s', 'time: invalid duration ".s"'],
    ['1', 'time: missing unit in duration "1"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['1h constructor', 'time: unknown unit "h constructor" in duration "1h constructor"'],
    ['99999999h', 'time: invalid duration "99999999h"'],
    ['1é', 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'],
  ])('%s is refused', (text, message) => {
    expect(() => parseDuration(text)).toThrow(new DurationError(message));
  });

  test('throws nothing but its own error', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123.+-hmsunµ é'), maxLength: 30 }), (text) => {
        try {
          expect(parseDuration(text)).not.toBeNaN();
        } catch (error) {
          expect(error).toBeInstanceOf(DurationError);
        }
      }),
    );
  });
});

describe('printDuration', () => {
  test.each([
    [0, '0s'],
    [90 * MINUTE, '1h30m0s'],
    [1500, '1.5s'],
    [-300, '-300ms'],
    [61 * SECOND, '1m1s'],
    [0.0015, '1.5µs'],
    [0.000001, '1ns'],
  ])('%d milliseconds are %s', (milliseconds, expected) => {
    expect(printDuration(milliseconds)).toBe(expected);
  });

  test('is read as the same duration', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (milliseconds) => {
        expect(parseDuration(printDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });
});

describe('ages', () => {
  test.each([
    [-5 * SECOND, '<invalid>', '<invalid>'],
    [-1 * SECOND, '0s', '0s'],
    [45 * SECOND, '45s', '45s'],
    [119 * SECOND, '119s', '1m'],
    [2 * MINUTE, '2m', '2m'],
    [7 * MINUTE + 12 * SECOND, '7m12s', '7m'],
    [50 * MINUTE, '50m', '50m'],
    [3 * HOUR, '3h', '3h'],
    [7 * HOUR + 5 * MINUTE, '7h5m', '7h'],
    [40 * HOUR, '40h', '1d'],
    [5 * DAY + 3 * HOUR, '5d3h', '5d'],
    [100 * DAY, '100d', '100d'],
    [770 * DAY, '2y40d', '2y'],
    [9 * 365 * DAY, '9y', '9y'],
  ])('%d milliseconds are %s, or in short %s', (milliseconds, human, short) => {
    expect(humanDuration(milliseconds)).toBe(human);
    expect(shortHumanDuration(milliseconds)).toBe(short);
  });
});
