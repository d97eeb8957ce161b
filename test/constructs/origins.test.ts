import { App } from 'cdk8s';
import * as plus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { originsOf, Stack, WebService } from '../../lib/constructs';

test('every object is traced to the construct its author wrote, and to the line', () => {
  const app = new App();
  const stack = new Stack(app, 'shop');
  new WebService(new Construct(stack, 'group'), 'api', { image: 'registry.example.com/api:1', port: 8080 });
  new plus.ConfigMap(stack, 'settings');
  const origins = originsOf(app);
  expect(origins.map(({ kind, namespace, name, type, path }) => [kind, namespace, name, type, path])).toEqual(
    [
      ['Namespace', undefined, 'shop', 'Namespace', 'shop/Namespace'],
      ['NetworkPolicy', 'shop', 'default-deny', 'NetworkPolicy', 'shop/DefaultDeny'],
      ['ServiceAccount', 'shop', 'api', 'WebService', 'shop/group/api'],
      ['Service', 'shop', 'api', 'WebService', 'shop/group/api'],
      ['Deployment', 'shop', 'api', 'WebService', 'shop/group/api'],
      ['PodDisruptionBudget', 'shop', 'api', 'WebService', 'shop/group/api'],
      ['ConfigMap', 'shop', 'settings', 'ConfigMap', 'shop/settings/Resource'],
    ],
  );
  const line = (index: number) => origins[index]!.source!.line;
  expect(origins.every(({ source }) => source?.file === __filename)).toBe(true);
  expect([line(2) - line(0), line(6) - line(0)]).toEqual([1, 0]);
});
