import { App } from '../../lib/constructs';
import { batch } from './stack';

test('the manifests are those that were reviewed', () => {
  expect(batch(new App()).toJson()).toMatchSnapshot();
});
