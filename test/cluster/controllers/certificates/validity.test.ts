import { validityOf } from '../../../../lib/cluster/controllers/certificates/validity';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const CENTURY = NOW + 36_500 * DAY;

test.each([
  ['a year, unless something shorter is asked for', undefined, 365 * DAY - 5 * MINUTE],
  ['what is asked for, from five minutes ago', 24 * 3600, DAY - 5 * MINUTE],
  ['what is asked for, from now on, when that is short', 3600, 60 * MINUTE],
  ['a year, when something longer is asked for', 2 ** 31 - 1, 365 * DAY - 5 * MINUTE],
])('a certificate is valid for %s', (_rule, expirationSeconds, expected) => {
  const { notBefore, notAfter } = validityOf(expirationSeconds, NOW, CENTURY);
  expect(notBefore).toBe(NOW - 5 * MINUTE);
  expect(notAfter).toBe(NOW + expected);
});

test('no certificate outlives that of its signer', () => {
  expect(validityOf(undefined, NOW, NOW + DAY).notAfter).toBe(NOW + DAY);
});
