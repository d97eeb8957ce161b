import { VirtualCluster } from '../../../lib/cluster/virtual-cluster';
import { EndpointSlices, Endpoints, ServiceCIDRs, Services } from '../../../lib/kube/generated/resources';

const admin = new VirtualCluster({ nodes: 0, serviceCidr: '10.112.0.0/16' }).admin('test');

test("a new cluster has the API server's Service at the first address of the range", () => {
  expect(admin.get(Services, 'default', 'kubernetes').spec!.clusterIP).toBe('10.112.0.1');
});

test('the API server is behind its Service, in endpoints that nobody else keeps', () => {
  const { metadata, subsets } = admin.get(Endpoints, 'default', 'kubernetes');
  expect(metadata.labels).toEqual({ 'endpointslice.kubernetes.io/skip-mirror': 'true' });
  expect(subsets![0]!.ports).toEqual([{ name: 'https', port: 6443, protocol: 'TCP' }]);
  const slice = admin.get(EndpointSlices, 'default', 'kubernetes');
  expect(slice.endpoints![0]!.addresses).toEqual(subsets![0]!.addresses!.map(({ ip }) => ip));
});

test('the range of Services can be read from the API', () => {
  const { spec, status } = admin.get(ServiceCIDRs, '', 'kubernetes');
  expect(spec!.cidrs).toEqual(['10.112.0.0/16']);
  expect(status!.conditions).toMatchObject([{ type: 'Ready', status: 'True' }]);
});

test('controllers leave the endpoints of the API server alone', () => {
  const cluster = new VirtualCluster({ nodes: 1 });
  cluster.advance(5 * 60_000);
  const client = cluster.admin('test');
  const slices = client.list(EndpointSlices, 'default').items.map(({ metadata }) => metadata.name);
  expect(slices).toEqual(['kubernetes']);
  expect(client.get(Endpoints, 'default', 'kubernetes').subsets).toHaveLength(1);
});
