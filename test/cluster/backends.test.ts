import type { Cluster } from '../../lib/cluster/cluster';
import { ADMIN } from '../../lib/cluster/identities';
import { VirtualCluster } from '../../lib/cluster/virtual-cluster';
import type { ApiRequest, ConnectAnswer, Connection } from '../../lib/kube/api-request';
import { Pods, Services } from '../../lib/kube/generated/resources';
import { StatusError } from '../../lib/kube/status';

/** A pod called `web` that serves on port 80, behind a Service of the same name. */
function clusterWithWeb(without: ('kubelets' | 'scheduler')[] = []) {
  const cluster = new VirtualCluster({ without });
  const client = cluster.admin('test');
  client.create(Pods, {
    metadata: { namespace: 'default', name: 'web', labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', image: 'nginx', ports: [{ containerPort: 80 }] }] },
  });
  client.create(Services, {
    metadata: { namespace: 'default', name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  });
  cluster.settle();
  return { cluster, client };
}

function connect(
  cluster: Cluster,
  resource: string,
  subresource: string,
  parameters: { readonly [name: string]: string } = {},
  rest = '',
): ConnectAnswer {
  const request: ApiRequest = {
    user: ADMIN,
    agent: 'test',
    verb: 'get',
    group: '',
    version: 'v1',
    resource,
    subresource,
    namespace: 'default',
    name: 'web',
    options: {},
  };
  const connection: Connection = {
    method: 'GET',
    path: `/api/v1/namespaces/default/${resource}/web/${subresource}${rest}`,
    rest,
    query: '',
    parameter: (name) => parameters[name],
    headers: {},
    body: '',
  };
  return cluster.api.connect(request, connection);
}

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof StatusError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('it was not refused');
}

test('pods/log answers with what the kubelet of the pod knows', () => {
  const { cluster } = clusterWithWeb();
  expect(connect(cluster, 'pods', 'log', { tailLines: '1' })).toEqual({
    code: 200,
    contentType: 'text/plain',
    text: 'listening on :80\n',
  });
});

test('a followed log goes on until the container ends', () => {
  const { cluster } = clusterWithWeb();
  const { text, follow } = connect(cluster, 'pods', 'log', { follow: 'true' });
  const heard = [text];
  follow!({ write: (line) => void heard.push(line), end: () => void heard.push('(end)') });
  connect(cluster, 'pods', 'proxy', {}, '/cart');
  cluster.fleet!.killContainer('default/web', 'web');
  cluster.advance(60_000);
  expect(heard).toEqual(['starting\nlistening on :80\n', 'GET /cart 200\n', '(end)']);
});

test('without a kubelet nobody answers for a log', () => {
  const { cluster, client } = clusterWithWeb(['kubelets', 'scheduler']);
  expect(connect(cluster, 'pods', 'log')).toMatchObject({ code: 204, text: '' });
  client.post(Pods, 'default', 'web', 'binding', {
    metadata: { name: 'web' },
    target: { kind: 'Node', name: 'node-1' },
  });
  expect(refusal(() => connect(cluster, 'pods', 'log'))).toBe(
    '500 Internal error occurred: Get "https://node-1:10250/containerLogs/default/web/web": dial tcp node-1:10250: connect: connection refused',
  );
});

test('proxies answer as the application does', () => {
  const { cluster } = clusterWithWeb();
  const answer = { code: 200, text: '{"pod":"web","container":"web","path":"/cart"}' };
  expect(connect(cluster, 'pods', 'proxy', {}, '/cart')).toMatchObject(answer);
  expect(connect(cluster, 'services', 'proxy', {}, '/cart')).toMatchObject(answer);
});

test('a proxy tells that nothing listens', () => {
  const { cluster, client } = clusterWithWeb();
  client.create(Pods, {
    metadata: { namespace: 'default', name: 'idle' },
    spec: { containers: [{ name: 'idle', image: 'busybox', ports: [{ containerPort: 81 }] }] },
  });
  cluster.settle();
  const ask = () =>
    cluster.api.connect(
      {
        user: ADMIN,
        agent: 'test',
        verb: 'get',
        group: '',
        version: 'v1',
        resource: 'pods',
        subresource: 'proxy',
        namespace: 'default',
        name: 'idle:99',
        options: {},
      },
      { method: 'GET', path: '/', rest: '/', query: '', parameter: () => undefined, headers: {}, body: '' },
    );
  expect(refusal(ask)).toMatch(
    /^503 error trying to reach service: dial tcp 10\.244\.\d+\.\d+:99: connect: connection refused$/,
  );
});

test.each([
  ['exec', 'there is no process to run a command in'],
  ['attach', 'there is no process to attach to'],
  ['portforward', 'there is no process to forward a port to'],
])('%s is refused by name', (subresource, why) => {
  const { cluster } = clusterWithWeb();
  expect(refusal(() => connect(cluster, 'pods', subresource))).toContain(
    `501 the containers of this cluster are simulated: ${why}`,
  );
});
