import { App } from '../../lib/constructs';
import { tenants } from './stack';

test('the manifests are those that were reviewed', () => {
  expect(tenants(new App()).map((stack) => stack.toJson())).toMatchSnapshot();
});
