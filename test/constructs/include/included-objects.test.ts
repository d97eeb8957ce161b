import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  helmTemplate,
  IncludedObjects,
  IngressRoutes,
  kustomizeBuild,
  WebService,
} from '../../../lib/constructs';
import { messagesOf, newStack, synthesize } from '../synthesis';

const YAML = `
# Comments and empty documents are left out.
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: queue
  labels: {app: queue}
  finalizers: [example.com/keep]
spec:
  replicas: 1
  template: {spec: {containers: [{name: queue, image: "queue:1"}]}}
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: settings, namespace: other}
  data: {mode: "0o17"}
- {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: "system:queue"}, rules: []}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
spec: {size: 3}
`;

const include = (props: ConstructorParameters<typeof IncludedObjects>[2], stack = newStack()) =>
  new IncludedObjects(stack, 'legacy', props);

test('manifests become objects of the stack', () => {
  const stack = newStack();
  include({ yaml: YAML }, stack);
  expect(synthesize(stack).slice(2)).toMatchSnapshot();
});

test('they can be patched as all others, by themselves and from the stack', () => {
  const stack = newStack();
  include({ yaml: YAML }, stack).object('Deployment', 'queue').override('spec.replicas', 3);
  stack.overrideObject('Widget', 'w', 'spec.size', 4);
  const [deployment] = synthesize(stack).filter(({ kind }) => kind === 'Deployment');
  const [widget] = synthesize(stack).filter(({ kind }) => kind === 'Widget');
  expect(deployment!.spec).toMatchObject({ replicas: 3 });
  expect(widget!.spec).toEqual({ size: 4 });
});

test('a patch that fits nowhere is an error', () => {
  const stack = newStack();
  include({ yaml: YAML }, stack)
    .object('Deployment', 'queue')
    .override('spec.template.spec.containers[1].image', 'x');
  expect(() => stack.toJson()).toThrow('has no item [1]');
});

test('some can be left out', () => {
  const stack = newStack();
  include({ yaml: YAML, without: ['ConfigMap/settings', 'Widget/w'] }, stack);
  expect(synthesize(stack).map(({ kind }) => kind)).toEqual([
    'Namespace',
    'NetworkPolicy',
    'Deployment',
    'ClusterRole',
  ]);
});

describe('from elsewhere', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'seaworthy-'));
    writeFileSync(join(folder, 'all.yaml'), YAML);
    // A program that prints manifests which tell how it was called.
    writeFileSync(
      join(folder, 'print.cjs'),
      `#!${process.execPath}
       if (process.argv.includes('broken')) { console.error('no such chart'); process.exit(1); }
       const data = { args: process.argv.slice(2).join(' '), input: require('fs').readFileSync(0, 'utf8') };
       console.log(JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'printed' }, data }));`,
      { mode: 0o755 },
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const program = () => join(folder, 'print.cjs');
  const dataOf = (props: ConstructorParameters<typeof IncludedObjects>[2]) =>
    include(props).object('ConfigMap', 'printed').toJson() as unknown as { data: object };

  test('files are read', () => {
    expect(include({ files: [join(folder, 'all.yaml')] }).objects).toHaveLength(4);
  });

  test('a Helm chart is rendered with its values', () => {
    const output = helmTemplate({
      chart: './charts/queue-1.2.0.tgz',
      namespace: 'shop',
      values: { replicas: 3 },
      args: ['--include-crds'],
      program: program(),
    });
    expect(dataOf({ output }).data).toEqual({
      args: 'template queue ./charts/queue-1.2.0.tgz --namespace shop --values - --include-crds',
      input: '{"replicas":3}',
    });
  });

  test('a Kustomize folder is built', () => {
    expect(dataOf({ output: kustomizeBuild('overlays/dev', program()) }).data).toEqual({
      args: 'build overlays/dev',
      input: '',
    });
  });

  test.each<[string, () => ConstructorParameters<typeof IncludedObjects>[2], string]>([
    ['a missing file', () => ({ files: ['nowhere.yaml'] }), 'files: nowhere.yaml cannot be read'],
    [
      'a program that fails',
      () => ({ output: helmTemplate({ chart: 'broken', program: program() }) }),
      'ended with 1: no such chart',
    ],
    ['a missing program', () => ({ output: kustomizeBuild('.', './no-such-program') }), 'ENOENT'],
  ])('%s is refused', (_, props, message) => {
    expect(messagesOf(() => include(props()))).toEqual([expect.stringContaining(message)]);
  });
});

test.each<[ConstructorParameters<typeof IncludedObjects>[2], string]>([
  [{ yaml: 'a: [' }, 'yaml: yaml is no YAML'],
  [{ yaml: 'a: 1' }, 'a document of yaml is no object of Kubernetes'],
  [{ yaml: YAML, without: ['Secret/x'] }, 'without: there is no Secret/x; there is Deployment/queue'],
])('%j is refused', (props, message) => {
  expect(messagesOf(() => include(props))).toEqual([expect.stringContaining(message)]);
});

describe('a Service among them', () => {
  const SERVICE = `
apiVersion: v1
kind: Service
metadata: {name: queue}
spec:
  selector: {app: queue}
  ports: [{name: http, port: 80, targetPort: web}, {name: admin, port: 9000}]
`;
  const IMAGE = 'registry.example.com/web:1';

  test('can be connected to and routed to, and its pods are let through', () => {
    const stack = newStack();
    const queue = include({ yaml: SERVICE }, stack).service('queue');
    const web = new WebService(stack, 'web', {
      image: IMAGE,
      port: 8080,
      connectsTo: [queue, { to: queue, port: 'admin', env: 'ADMIN' }],
    });
    new IngressRoutes(stack, 'edge', { paths: { '/': queue } });
    expect(web.deployment.toJson().spec!.template.spec!.containers[0]!.env).toEqual([
      { name: 'QUEUE_URL', value: 'http://queue' },
      { name: 'ADMIN', value: 'http://queue:9000' },
    ]);
    const policy = synthesize(stack).find(({ metadata }) => metadata.name === 'queue-included');
    expect(policy!.spec).toMatchObject({
      podSelector: { matchLabels: { app: 'queue' } },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: 'web' }, { port: 9000 }] }, { ports: [{ port: 'web' }] }],
    });
  });

  test('is made once, from another namespace too', () => {
    const included = include({ yaml: SERVICE });
    expect(included.service('queue')).toBe(included.service('queue'));
    const web = new WebService(newStack('other'), 'web', {
      image: IMAGE,
      port: 80,
      connectsTo: [included.service('queue')],
    });
    expect(web.deployment.toJson().spec!.template.spec!.containers[0]!.env).toEqual([
      { name: 'QUEUE_URL', value: 'http://queue.shop.svc' },
    ]);
  });

  test('must have the port', () => {
    const stack = newStack();
    const queue = include({ yaml: SERVICE }, stack).service('queue');
    expect(
      messagesOf(
        () => new WebService(stack, 'web', { image: IMAGE, port: 80, connectsTo: [{ to: queue, port: 1 }] }),
      ),
    ).toEqual([expect.stringContaining('has no port 1; there is http (80), admin (9000)')]);
  });
});

test('an object that is not among them is an error', () => {
  const included = include({ yaml: YAML });
  expect(messagesOf(() => included.object('Secret', 'x'))).toEqual([
    expect.stringContaining('there is no Secret/x'),
  ]);
});
