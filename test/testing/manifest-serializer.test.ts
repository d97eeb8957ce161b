import { Stack, WebService } from '../../lib/constructs';
import { App } from '../../lib/constructs/app';
import { manifestSerializer, manifestText } from '../../lib/testing/manifest-serializer';

test('manifests are small, sorted YAML without secrets or what a server adds', () => {
  const objects = [
    {
      status: { phase: 'Bound' },
      kind: 'Secret',
      apiVersion: 'v1',
      stringData: { password: 'hunter22-hunter22' },
      metadata: {
        uid: '1',
        name: 'b',
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': '{"password":"hunter22-hunter22"}',
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', labels: { z: '1', app: 'a' } },
      spec: { volumes: [{ emptyDir: {}, name: 'tmp' }], containers: [{ image: 'a:1', name: 'a' }] },
    },
  ];
  expect(manifestText(objects as never)).toBe(`apiVersion: v1
kind: Pod
metadata:
  name: a
  labels:
    app: a
    z: "1"
spec:
  containers:
    - name: a
      image: a:1
  volumes:
    - name: tmp
      emptyDir: {}
---
apiVersion: v1
kind: Secret
metadata:
  name: b
stringData:
  password: "***"`);
});

test('the order of objects and fields does not matter', () => {
  const a = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { x: '1', y: '2' } };
  const b = { kind: 'ConfigMap', data: { y: '2', x: '1' }, metadata: { name: 'b' }, apiVersion: 'v1' };
  expect(manifestText([a, b] as never)).toBe(manifestText([b, a] as never));
});

test('an app, a chart and objects are manifests, other values are not', () => {
  const app = new App();
  const stack = new Stack(app, 'shop');
  new WebService(stack, 'web', { image: 'web:1', port: 3000 });
  for (const value of [app, stack, stack.toJson(), stack.toJson()[0]])
    expect(manifestSerializer.test(value)).toBe(true);
  for (const value of [null, [], {}, 'v1', [1], { kind: 'A' }, { charts: [1] }])
    expect(manifestSerializer.test(value)).toBe(false);
  expect(manifestSerializer.serialize(app)).toBe(manifestText(stack));
});

test('Jest prints manifests in snapshots by it', () => {
  expect.addSnapshotSerializer(manifestSerializer);
  expect({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    data: { b: '1', a: '2' },
  }).toMatchInlineSnapshot(`
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  a: "2"
  b: "1"
`);
});
