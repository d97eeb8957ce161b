import { LabelSelector } from '../../../lib/kube/selectors/label-selector';
import { lenientSelector } from '../../../lib/kube/selectors/lenient-selector';

test('a selector that can be read selects as always', () => {
  const selector = lenientSelector({ matchLabels: { app: 'web' } });
  expect(selector.matches({ app: 'web' })).toBe(true);
  expect(selector.matches({ app: 'api' })).toBe(false);
});

test('a selector that validation would refuse selects nothing', () => {
  const selector = lenientSelector({ matchExpressions: [{ key: 'app', operator: 'Near', values: ['web'] }] });
  expect(selector).toBe(LabelSelector.nothing);
});

test('no selector selects nothing', () => {
  expect(lenientSelector(undefined).matches({})).toBe(false);
});
