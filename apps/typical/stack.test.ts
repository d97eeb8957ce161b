import { App } from '../../lib/constructs';
import { typical } from './stack';

test('the manifests are those that were reviewed', () => {
  expect(typical(new App()).toJson()).toMatchSnapshot();
});
