import { withoutValue } from '../../lib/diff/update-judgement';

test.each([
  ['Invalid value: "Cluster": field is immutable', 'field is immutable'],
  ['Invalid value: {"matchLabels":{"a":"b: c"}}: field is immutable', 'field is immutable'],
  ['Invalid value: 5: must be less than 3', 'must be less than 3'],
  ['Invalid value: ["10.0.0.1"]: may not change once set', 'may not change once set'],
  ['Forbidden: spec is immutable\n@@ -1 +1 @@\n-secret', 'spec is immutable'],
  ['field is immutable', 'field is immutable'],
])('of %j only the reason is told', (message, reason) => {
  expect(withoutValue(message)).toBe(reason);
});
