import { JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { KubeApiObject, WebService } from '../../lib/constructs';
import {
  ClusterRoles,
  ConfigMaps,
  Deployments,
  Namespaces,
  Secrets,
} from '../../lib/kube/generated/resources';
import { messagesOf, newStack, problemsOf } from './synthesis';

const PROPS = { image: 'registry.example.com/api:1', port: 8080 };

function settings(scope: Construct = newStack()) {
  return new KubeApiObject(scope, 'settings', ConfigMaps, { fields: { data: { a: '1', b: '2' } } });
}

test('an object has its id as name, and the namespace and labels of its stack', () => {
  expect(settings().toJson()).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'settings',
      namespace: 'shop',
      labels: { 'app.kubernetes.io/part-of': 'shop', 'app.kubernetes.io/managed-by': 'seaworthy' },
    },
    data: { a: '1', b: '2' },
  });
});

test('an object of a cluster-scoped kind has no namespace', () => {
  const role = new KubeApiObject(newStack(), 'viewer', ClusterRoles, { fields: { rules: [] } });
  expect(role.toJson().metadata.namespace).toBeUndefined();
});

test('a field given as a function is asked for at synthesis', () => {
  const data: Record<string, string> = {};
  const object = new KubeApiObject(newStack(), 'settings', ConfigMaps, { fields: { data: () => data } });
  data['late'] = 'yes';
  expect(object.toJson().data).toEqual({ late: 'yes' });
});

test('an id that is no name is refused with its line', () => {
  const [problem] = problemsOf(
    () => new KubeApiObject(newStack(), 'My Settings', ConfigMaps, { fields: {} }),
  );
  expect(problem).toMatchObject({ construct: 'ConfigMap "shop/My Settings"', field: 'name' });
  expect(problem!.source!.file).toBe(__filename);
});

test('two objects of one kind and name in a namespace are refused with both paths', () => {
  const stack = newStack();
  settings(new Construct(stack, 'first'));
  expect(messagesOf(() => settings(new Construct(stack, 'second')))).toEqual([
    expect.stringMatching(
      /^ConfigMap "settings" in namespace "shop" is made twice: by ConfigMap "shop\/second\/settings" and by ConfigMap "shop\/first\/settings" \(.*kube-api-object\.test\.ts:\d+\)$/,
    ),
  ]);
});

test('the same name is free for another kind, and in another namespace', () => {
  const stack = newStack();
  settings(stack);
  const fields = { data: {} };
  new KubeApiObject(stack, 'secret', Secrets, { name: 'settings', fields });
  const elsewhere = new KubeApiObject(stack, 'other', ConfigMaps, {
    name: 'settings',
    namespace: 'bar',
    fields,
  });
  expect(elsewhere.toJson().metadata).toMatchObject({ name: 'settings', namespace: 'bar' });
});

test('a cluster-scoped name is taken in every namespace', () => {
  const stack = newStack();
  expect(
    () => new KubeApiObject(stack, 'again', Namespaces, { name: 'shop', namespace: 'bar', fields: {} }),
  ).toThrow('Namespace "shop" is made twice');
});

test('patches and overrides are applied in the order they were asked for', () => {
  const object = settings()
    .patch(JsonPatch.replace('/data/a', 'patched'), { op: 'remove', path: '/data/b' })
    .override('data.c', 'added')
    .patch(JsonPatch.move('/data/c', '/data/d'));
  expect(object.toJson().data).toEqual({ a: 'patched', d: 'added' });
});

test('the patches of cdk8s itself are as strict', () => {
  const object = settings();
  object.addJsonPatch(JsonPatch.replace('/data/none', 'x'));
  expect(messagesOf(() => object.toJson())).toEqual(['replace: nothing is at /data/none; /data has a, b']);
});

test('every change that does not fit is told, with the line that asked for it', () => {
  const object = settings();
  object.patch(JsonPatch.remove('/data/none'));
  object.override('spec[0]', 'x');
  const problems = problemsOf(() => object.toJson());
  expect(problems).toMatchObject([
    { construct: 'ConfigMap "shop/settings"', message: 'remove: nothing is at /data/none; /data has a, b' },
    { message: expect.stringContaining('/spec') },
  ]);
  expect(problems[1]!.source!.line - problems[0]!.source!.line).toBe(1);
});

test('a text that is not a field path is refused at once', () => {
  expect(messagesOf(() => settings().override('/data/a', 'x'))).toEqual([
    'path: "/data/a" is not a field path',
  ]);
});

test('an object is found in the construct that made it', () => {
  const service = new WebService(newStack(), 'api', PROPS);
  expect(KubeApiObject.of(service, Deployments)).toBe(service.deployment);
  expect(KubeApiObject.of(service.service)).toBe(service.service);
});

test('an object that is not there is refused with those that are', () => {
  const service = new WebService(newStack(), 'api', PROPS);
  expect(messagesOf(() => KubeApiObject.of(service, Secrets))).toEqual([
    'has no Secret; it has ServiceAccount/api, Service/api, Deployment/api, PodDisruptionBudget/api',
  ]);
  expect(() => KubeApiObject.of(service)).toThrow('has 4 objects');
});
