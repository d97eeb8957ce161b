import { App } from '../../lib/constructs';
import { sidecar } from './stack';

test('the manifests are those that were reviewed', () => {
  expect(sidecar(new App()).toJson()).toMatchSnapshot();
});
