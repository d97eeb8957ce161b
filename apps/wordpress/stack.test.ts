import { App } from '../../lib/constructs';
import { wordpress } from './stack';

test('the manifests are those that were reviewed', () => {
  expect(wordpress(new App()).toJson()).toMatchSnapshot();
});
