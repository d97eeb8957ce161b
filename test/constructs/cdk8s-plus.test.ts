import { App, JsonPatch } from 'cdk8s';
import * as plus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { IngressRoutes, type Stack, WebService } from '../../lib/constructs';
import { messagesOf, namesIn, newStack, synthesize } from './synthesis';

const PROPS = { image: 'registry.example.com/api:1', port: 8080 };

const legacyService = (stack: Stack, scope: Construct = stack) =>
  new plus.Deployment(scope, 'legacy', {
    containers: [{ image: 'registry.example.com/legacy:1', portNumber: 8000 }],
  }).exposeViaService({ ports: [{ port: 80, targetPort: 8000 }] });

test('objects of cdk8s-plus are named by their ids, not by their paths', () => {
  const stack = newStack();
  legacyService(stack, new Construct(stack, 'group'));
  new plus.ConfigMap(stack, 'Settings', { data: { a: 'b' } });
  expect(namesIn(stack).slice(2)).toEqual([
    'Deployment/legacy',
    'Service/legacy-service',
    'ConfigMap/settings',
  ]);
});

test('they have the namespace and the labels of the stack', () => {
  const stack = newStack();
  new plus.ConfigMap(stack, 'settings');
  expect(synthesize(stack).at(-1)!.metadata).toMatchObject({
    namespace: 'shop',
    labels: { 'app.kubernetes.io/part-of': 'shop' },
  });
});

test('an id that gives no name is refused', () => {
  expect(messagesOf(() => new plus.ConfigMap(newStack(), '-', {}))).toEqual([
    expect.stringContaining('id: "-" is not a DNS-1123 label'),
  ]);
});

test('they can be patched by kind and name, as strictly as others', () => {
  const stack = newStack();
  new plus.ConfigMap(stack, 'settings', { data: { a: '1' } });
  stack.patchObject('ConfigMap', 'settings', JsonPatch.replace('/data/a', '2'));
  stack.overrideObject('ConfigMap', 'settings', 'data.b', '3');
  expect(synthesize(stack).at(-1)!.data).toEqual({ a: '2', b: '3' });
  stack.patchObject('ConfigMap', 'settings', JsonPatch.remove('/data/c'));
  expect(messagesOf(() => synthesize(stack))).toEqual(['remove: nothing is at /data/c; /data has a, b']);
});

test('a name that one of them shares with an object of ours is refused', () => {
  const stack = newStack();
  new WebService(stack, 'api', { ...PROPS, config: { A: '1' } });
  new plus.ConfigMap(new Construct(stack, 'plus'), 'api', { data: {} });
  expect(messagesOf(() => synthesize(stack))).toEqual([
    expect.stringContaining('by ConfigMap "shop/plus/api/Resource" and by ConfigMap "shop/api/ConfigMap"'),
  ]);
});

test('an EnvValue is the value of a variable', () => {
  const stack = newStack();
  const secret = plus.Secret.fromSecretName(stack, 'existing', 'database');
  const service = new WebService(stack, 'api', {
    ...PROPS,
    env: {
      PASSWORD: plus.EnvValue.fromSecretValue({ secret, key: 'password' }),
      PLAIN: plus.EnvValue.fromValue('text'),
    },
  });
  expect(service.deployment.toJson().spec!.template.spec!.containers[0]!.env).toEqual([
    { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'database', key: 'password' } } },
    { name: 'PLAIN', value: 'text' },
  ]);
});

test('a Service can be routed to, and the controller may reach its pods', () => {
  const stack = newStack();
  const service = legacyService(stack);
  const { ingress } = new IngressRoutes(stack, 'edge', { paths: { '/': service } });
  expect(ingress.toJson().spec!.rules![0]!.http!.paths[0]!.backend).toEqual({
    service: { name: 'legacy-service', port: { number: 80 } },
  });
  const manifests = synthesize(stack);
  const selector = (manifests.find(({ kind }) => kind === 'Service')!.spec as { selector?: object }).selector;
  expect(manifests.find(({ metadata }) => metadata.name === 'legacy-service-routes')!.spec).toMatchObject({
    podSelector: { matchLabels: selector },
    ingress: [{ ports: [{ port: 8000 }] }],
  });
});

test('a port that such a Service does not have is refused', () => {
  const stack = newStack();
  const paths = { '/': { to: legacyService(stack), port: 8000 } };
  expect(messagesOf(() => new IngressRoutes(stack, 'edge', { paths }))).toEqual([
    'port: Service "shop/legacy/Service" has no port 8000; there is 80',
  ]);
});

test('policies of cdk8s-plus find our pods by their selector', () => {
  const stack = newStack();
  const api = new WebService(stack, 'api', PROPS);
  const pods = plus.Pods.select(stack, 'api-pods', { labels: api.selector });
  new plus.NetworkPolicy(stack, 'extra', { selector: pods });
  expect(synthesize(stack).at(-1)!.spec).toMatchObject({
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
  });
});

test('our constructs do not load cdk8s-plus', () => {
  jest.isolateModules(() => {
    const loaded: string[] = [];
    jest.doMock('cdk8s-plus-27', () => {
      loaded.push('cdk8s-plus-27');
      return {};
    });
    const fresh = require('../../lib/constructs') as typeof import('../../lib/constructs');
    new fresh.Stack(new App(), 'shop');
    expect(loaded).toEqual([]);
  });
  jest.dontMock('cdk8s-plus-27');
});
