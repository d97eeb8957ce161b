import fc from 'fast-check';
import { canonicalMicroTime, canonicalTime, parseTime, TimeError } from '../../lib/kube/time';

describe('canonicalTime', () => {
  test.each([
    ['2024-05-06T07:08:09Z', '2024-05-06T07:08:09Z'],
    ['2024-05-06T07:08:09.987654321Z', '2024-05-06T07:08:09Z'],
    ['2024-05-06T07:08:09,5Z', '2024-05-06T07:08:09Z'],
    ['2024-05-06T00:08:09+02:00', '2024-05-05T22:08:09Z'],
    ['2024-12-31T23:59:59-01:00', '2025-01-01T00:59:59Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['0001-01-01T00:00:00Z', ''],
  ])('%s is stored as %s', (text, expected) => {
    expect(canonicalTime(text)).toBe(expected);
  });

  test.each([
    ['x', 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'],
    ['2024/01', 'parsing time "2024/01" as "2006-01-02T15:04:05Z07:00": cannot parse "/01" as "-"'],
    ['2024-00-01T00:00:00Z', 'parsing time "2024-00-01T00:00:00Z": month out of range'],
    ['2023-02-29T00:00:00Z', 'parsing time "2023-02-29T00:00:00Z": day out of range'],
    ['2024-01-01T00:60:00Z', 'parsing time "2024-01-01T00:60:00Z": minute out of range'],
    [
      '2024-01-01T00:00:00+25:00',
      'parsing time "2024-01-01T00:00:00+25:00": time zone offset hour out of range',
    ],
    ['2024-01-01T00:00:00ZZ', 'parsing time "2024-01-01T00:00:00ZZ": extra text: "Z"'],
  ])('%s is refused', (text, message) => {
    expect(() => canonicalTime(text)).toThrow(new TimeError(message));
  });
});

describe('canonicalMicroTime', () => {
  test('keeps six digits and asks for them', () => {
    expect(canonicalMicroTime('2024-05-06T00:08:09.123456+02:00')).toBe('2024-05-05T22:08:09.123456Z');
    expect(() => canonicalMicroTime('2024-05-06T00:08:09Z')).toThrow(
      'parsing time "2024-05-06T00:08:09Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
    );
  });
});

test('times are read as they are printed', () => {
  const seconds = fc.integer({ min: -60_000_000_000, max: 250_000_000_000 });
  fc.assert(
    fc.property(seconds, (second) => {
      const text = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
      expect(canonicalTime(text)).toBe(text);
      expect(parseTime(text)).toBe(second * 1000);
    }),
  );
});
