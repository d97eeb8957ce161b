import { App, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { KubeApiObject, Stack, WebService } from '../../lib/constructs';
import { ConfigMaps } from '../../lib/kube/generated/resources';
import { messagesOf, namesIn, newStack, problemsOf, synthesize } from './synthesis';

const PROPS = { image: 'registry.example.com/api:1', port: 8080 };

test('a stack makes its namespace first, and denies traffic in it', () => {
  expect(synthesize(newStack())).toMatchSnapshot();
});

test('the namespace, the application and the Pod Security level can be chosen', () => {
  const stack = newStack('shop', { namespace: 'prod', partOf: 'store', podSecurity: 'baseline' });
  const [namespace] = synthesize(stack);
  expect(namespace!.metadata).toMatchObject({
    name: 'prod',
    labels: { 'app.kubernetes.io/part-of': 'store', 'pod-security.kubernetes.io/enforce': 'baseline' },
  });
});

test('labels of a stack are on every object and every pod', () => {
  const stack = newStack('shop', { labels: { team: 'blue' } });
  new WebService(stack, 'api', PROPS);
  for (const { metadata } of synthesize(stack)) expect(metadata.labels).toMatchObject({ team: 'blue' });
  expect(synthesize(stack).find(({ kind }) => kind === 'Deployment')).toMatchObject({
    spec: { template: { metadata: { labels: { team: 'blue' } } } },
  });
});

test('a stack can join a namespace that another one makes', () => {
  const app = new App();
  new Stack(app, 'shop');
  const jobs = new Stack(app, 'jobs', { namespace: 'shop', createNamespace: false });
  new WebService(jobs, 'worker', PROPS);
  expect(namesIn(jobs)).not.toContain('Namespace/shop');
  expect(synthesize(jobs).every(({ metadata }) => metadata.namespace === 'shop')).toBe(true);
});

test('two stacks that make one namespace are refused with both', () => {
  const app = new App();
  new Stack(app, 'shop');
  expect(messagesOf(() => new Stack(app, 'jobs', { namespace: 'shop' }))).toEqual([
    expect.stringContaining('by Namespace "jobs/Namespace" and by Namespace "shop/Namespace"'),
  ]);
});

test('without network policies a stack has none', () => {
  const stack = newStack('shop', { networkPolicies: false });
  const api = new WebService(stack, 'api', PROPS);
  new WebService(stack, 'web', { ...PROPS, connectsTo: [api] });
  expect(namesIn(stack).filter((name) => name.startsWith('NetworkPolicy'))).toEqual([]);
});

test.each([
  ['Shop', {}, 'id: "Shop" is not a DNS-1123 label'],
  ['shop', { namespace: 'my.shop' }, 'namespace: "my.shop" is not a DNS-1123 label'],
  ['shop', { partOf: '-x' }, 'partOf: "-x" is not the value of a label'],
  [
    'shop',
    { labels: { 'app.kubernetes.io/part-of': 'x' } },
    'app.kubernetes.io/part-of is set by the construct itself',
  ],
  ['shop', { labels: { team: 'blue team' } }, '"blue team" is not the value of a label'],
])('a stack %j with %j is refused', (id, props, message) => {
  expect(messagesOf(() => newStack(id, props))).toEqual([expect.stringContaining(message)]);
});

describe('changes by kind and name', () => {
  test('an object can be patched before it is made', () => {
    const stack = newStack();
    stack.patchObject('Deployment', 'api', JsonPatch.replace('/spec/replicas', 7));
    stack.overrideObject('Deployment', 'api', 'spec.paused', true);
    new WebService(stack, 'api', PROPS);
    expect(synthesize(stack).find(({ kind }) => kind === 'Deployment')!.spec).toMatchObject({
      replicas: 7,
      paused: true,
    });
  });

  test('a change is made once, however often the stack is synthesized', () => {
    const stack = newStack();
    const settings = new KubeApiObject(stack, 'settings', ConfigMaps, { fields: { data: { a: '1' } } });
    stack.patchObject('ConfigMap', 'settings', JsonPatch.move('/data/a', '/data/b'));
    synthesize(stack);
    synthesize(stack);
    expect(settings.toJson().data).toEqual({ b: '1' });
  });

  test('an object that does not exist is told, with those of its kind, and the line', () => {
    const stack = newStack();
    new WebService(stack, 'api', PROPS);
    stack.patchObject('Deployment', 'apu', JsonPatch.remove('/spec/replicas'));
    const [problem] = problemsOf(() => synthesize(stack));
    expect(problem).toMatchObject({
      construct: 'Stack "shop"',
      message: 'the stack has no Deployment/apu; it has Deployment/api',
    });
    expect(problem!.source!.file).toBe(__filename);
  });

  test('a kind that does not exist is told with all objects', () => {
    const stack = newStack();
    stack.patchObject('Job', 'api', JsonPatch.remove('/spec'));
    expect(messagesOf(() => synthesize(stack))).toEqual([
      'the stack has no Job/api; it has Namespace/shop, NetworkPolicy/default-deny',
    ]);
  });

  test('the namespace can be patched as well', () => {
    const stack = newStack();
    stack.overrideObject('Namespace', 'shop', 'metadata.labels[istio-injection]', 'enabled');
    expect(synthesize(stack)[0]!.metadata.labels).toMatchObject({ 'istio-injection': 'enabled' });
  });

  test('two objects a change could mean are told', () => {
    const stack = newStack();
    const fields = { data: {} };
    new KubeApiObject(stack, 'a', ConfigMaps, { name: 'same', fields });
    new KubeApiObject(stack, 'b', ConfigMaps, { name: 'same', namespace: 'other', fields });
    stack.overrideObject('ConfigMap', 'same', 'data.x', '1');
    expect(messagesOf(() => synthesize(stack))).toEqual([
      'ConfigMap/same is ambiguous: ConfigMap "shop/a", ConfigMap "shop/b"',
    ]);
  });
});

test('synthesis tells the problems of the whole app at once', () => {
  const app = new App();
  for (const id of ['first', 'second']) {
    new WebService(new Stack(app, id), 'api', PROPS).deployment.patch(JsonPatch.remove('/status'));
  }
  new Construct(app, 'other').node.addValidation({ validate: () => ['is not good'] });
  expect(problemsOf(() => app.synthYaml())).toMatchObject([
    { construct: 'Deployment "first/api/Deployment"' },
    { construct: 'Deployment "second/api/Deployment"' },
    { construct: 'Construct "other"', message: 'is not good' },
  ]);
});

test('a stack is told from other charts and constructs', () => {
  const stack = newStack();
  const service = new WebService(stack, 'api', PROPS);
  expect(Stack.of(service)).toBe(stack);
  expect(stack).toBeInstanceOf(Stack);
  expect(service).not.toBeInstanceOf(Stack);
});

test('a construct outside of a stack is refused', () => {
  expect(messagesOf(() => new WebService(new App(), 'api', PROPS))).toEqual([
    'is in no Stack, and so has no namespace',
  ]);
});
