import { ServedCluster } from '../../lib/cluster/served-cluster';

/** The client that programs in JavaScript use, against a cluster that is served. */

const NAMESPACE = 'clients';

/** The package is an ES module. */
const load = () => import('@kubernetes/client-node');
type ClientNode = Awaited<ReturnType<typeof load>>;
type KubeConfig = InstanceType<ClientNode['KubeConfig']>;
type CoreV1Api = InstanceType<ClientNode['CoreV1Api']>;
type V1ConfigMap = Awaited<ReturnType<CoreV1Api['readNamespacedConfigMap']>>;

let clientNode: ClientNode;
let served: ServedCluster;
let config: KubeConfig;
let core: CoreV1Api;
const defects: Error[] = [];

beforeAll(async () => {
  served = await ServedCluster.start({ nodes: 1, onDefect: (error) => void defects.push(error) });
  clientNode = await load();
  config = new clientNode.KubeConfig();
  config.loadFromString(served.kubeconfig('test'));
  core = config.makeApiClient(clientNode.CoreV1Api);
  await core.createNamespace({ body: { metadata: { name: NAMESPACE } } });
});
afterAll(async () => {
  await served.stop();
  expect(defects).toEqual([]);
});

function configMap(name: string, data: Record<string, string>): V1ConfigMap {
  return { metadata: { name, labels: { app: name } }, data };
}

const create = (name: string, data: Record<string, string>) =>
  core.createNamespacedConfigMap({ namespace: NAMESPACE, body: configMap(name, data) });

test('typed clients create, read, list, replace and delete', async () => {
  const created = await create('typed', { a: '1' });
  expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date);
  const place = { namespace: NAMESPACE, name: 'typed' };
  await core.replaceNamespacedConfigMap({ ...place, body: { ...created, data: { a: '2' } } });
  expect((await core.readNamespacedConfigMap(place)).data).toEqual({ a: '2' });
  const list = await core.listNamespacedConfigMap({ namespace: NAMESPACE, labelSelector: 'app=typed' });
  expect(list.items.map(({ metadata }) => metadata?.name)).toEqual(['typed']);
  await expect(
    core.replaceNamespacedConfigMap({ ...place, body: { ...created, data: { a: '3' } } }),
  ).rejects.toMatchObject({ code: 409 });
  expect(await core.deleteNamespacedConfigMap(place)).toMatchObject({ status: 'Success' });
  await expect(core.readNamespacedConfigMap(place)).rejects.toMatchObject({ code: 404 });
});

test.each([
  ['application/json-patch+json', [{ op: 'replace', path: '/data/a', value: '2' }], { a: '2', b: '1' }],
  ['application/merge-patch+json', { data: { a: null, c: '3' } }, { b: '1', c: '3' }],
  ['application/strategic-merge-patch+json', { data: { $patch: 'replace', d: '4' } }, { d: '4' }],
])('%s changes an object', async (strategy, body, expected) => {
  const name = `patched-${strategy.replace(/\W/g, '-').slice(-20).toLowerCase()}`;
  await create(name, { a: '1', b: '1' });
  const patched = await core.patchNamespacedConfigMap(
    { namespace: NAMESPACE, name, body },
    clientNode.setHeaderOptions('Content-Type', strategy),
  );
  expect(patched.data).toEqual(expected);
});

test('server-side apply tells of conflicts, and takes over by force', async () => {
  const objects = clientNode.KubernetesObjectApi.makeApiClient(config);
  const apply = (manager: string, value: string, force?: boolean) =>
    objects.patch(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'applied', namespace: NAMESPACE },
        data: { a: value },
      } as V1ConfigMap,
      undefined,
      undefined,
      manager,
      force,
      clientNode.PatchStrategy.ServerSideApply,
    );
  await apply('first', '1');
  await expect(apply('second', '2')).rejects.toMatchObject({
    code: 409,
    body: expect.stringContaining('conflict with \\"first\\": .data.a'),
  });
  const taken = await apply('second', '2', true);
  expect(taken.metadata?.managedFields?.map(({ manager }) => manager)).toEqual(['second']);
});

test('informers see what is there, what comes, changes and goes', async () => {
  const before = { name: 'before', labels: { informed: 'yes' } };
  await core.createNamespacedConfigMap({ namespace: NAMESPACE, body: { metadata: before } });
  const list = () => core.listNamespacedConfigMap({ namespace: NAMESPACE, labelSelector: 'informed' });
  const path = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
  const informer = clientNode.makeInformer<V1ConfigMap>(config, path, list, 'informed');
  const seen: string[] = [];
  const note = (verb: string) => (object: V1ConfigMap) => void seen.push(`${verb} ${object.metadata?.name}`);
  informer.on('add', note('add'));
  informer.on('update', note('update'));
  const gone = new Promise<void>((resolve) =>
    informer.on('delete', (object) => {
      note('delete')(object);
      resolve();
    }),
  );
  await informer.start();
  const metadata = { name: 'informed', labels: { informed: 'yes' } };
  await core.createNamespacedConfigMap({ namespace: NAMESPACE, body: { metadata } });
  const place = { namespace: NAMESPACE, name: 'informed' };
  await core.replaceNamespacedConfigMap({ ...place, body: { metadata, data: { a: '1' } } });
  await core.deleteNamespacedConfigMap(place);
  await gone;
  await informer.stop();
  expect(seen).toEqual(['add before', 'add informed', 'update informed', 'delete informed']);
});

test('a Deployment is scaled through its subresource', async () => {
  const apps = config.makeApiClient(clientNode.AppsV1Api);
  const labels = { app: 'web' };
  const containers = [{ name: 'web', image: 'web' }];
  const body = {
    metadata: { name: 'web' },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  };
  await apps.createNamespacedDeployment({ namespace: NAMESPACE, body });
  const place = { namespace: NAMESPACE, name: 'web' };
  const { spec } = await apps.readNamespacedDeploymentScale(place);
  expect(spec).toEqual({ replicas: 1 });
  await apps.replaceNamespacedDeploymentScale({
    ...place,
    body: { metadata: place, spec: { replicas: 4 } },
  });
  expect((await apps.readNamespacedDeployment(place)).spec?.replicas).toBe(4);
});

test('who may do what, and which version it is, can be asked', async () => {
  const spec = { resourceAttributes: { verb: 'create', resource: 'pods', namespace: NAMESPACE } };
  const review = await config
    .makeApiClient(clientNode.AuthorizationV1Api)
    .createSelfSubjectAccessReview({ body: { spec } });
  expect(review.status?.allowed).toBe(true);
  expect((await config.makeApiClient(clientNode.VersionApi).getCode()).gitVersion).toBe('v1.36.3');
});
