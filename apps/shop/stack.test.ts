import { App } from '../../lib/constructs';
import { shop } from './stack';

test('the manifests are those that were reviewed', () => {
  expect(shop(new App()).toJson()).toMatchSnapshot();
});
