import { apiServerEndpoint } from '../../lib/cluster/api-server-endpoint';
import { describeJourney } from '../../lib/cluster/network/journey';
import { VirtualCluster } from '../../lib/cluster/virtual-cluster';
import { Pods } from '../../lib/kube/generated/resources';

const cluster = new VirtualCluster({ nodes: 1 });
cluster.admin('test').create(Pods, {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'curl', namespace: 'default' },
  spec: { containers: [{ name: 'curl', image: 'curl:8' }] },
});
cluster.settle();

const request = (url: string) => describeJourney(cluster.network!.request(url, { from: 'default/curl' }));

test('a pod reaches the API server by the name of its Service, and is asked who it is', () => {
  expect(request('https://kubernetes.default.svc/api')).toBe(
    'Pod default/curl → Service default/kubernetes → Address 172.18.0.1: 401',
  );
});

test('the API server listens on one port alone', () => {
  const message = { method: 'GET', path: '/', host: '172.18.0.1', headers: {}, sourceIp: '10.244.0.2' };
  expect(apiServerEndpoint.handle(443, message)).toEqual({ kind: 'refused' });
});
