import { equalScalars } from '../../lib/diff/equal-values';
import type { Schema } from '../../lib/kube/schema';

const ofType = (type: string, goType = '') => ({ type, goType }) as unknown as Schema;

test.each([
  ['quantity', '1000m', 1],
  ['quantity', '1Gi', '1024Mi'],
  ['quantity', '0.5', '500m'],
  ['intOrString', '80', 80],
  ['any', '90s', '1m30s'],
  ['any', '2Gi', '2048Mi'],
])('in a field of type %s, %j is %j', (type, a, b) => {
  expect(equalScalars(a, b, ofType(type))).toBe(true);
});

test.each([
  ['quantity', '1000m', '1001m'],
  ['quantity', 'much', 'more'],
  ['intOrString', '80%', 80],
  // Versions, not amounts.
  ['any', '1.10', '1.1'],
  ['any', '1', 1.5],
  ['string', '1m', '60s'],
  ['boolean', true, 'true'],
])('in a field of type %s, %j is not %j', (type, a, b) => {
  expect(equalScalars(a, b, ofType(type))).toBe(false);
});

test('texts of custom resources may be durations', () => {
  expect(equalScalars('1m', '60s', ofType('string', 'custom resource'))).toBe(true);
});
