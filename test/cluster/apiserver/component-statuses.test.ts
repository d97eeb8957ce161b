import { VirtualCluster, type VirtualClusterOptions } from '../../../lib/cluster/virtual-cluster';
import { ComponentStatuses } from '../../../lib/kube/generated/resources';

function healthOf(options: VirtualClusterOptions): { readonly [name: string]: string | undefined } {
  const { items } = new VirtualCluster({ nodes: 1, ...options }).admin('test').list(ComponentStatuses);
  return Object.fromEntries(
    items.map(({ metadata, conditions }) => [metadata.name!, conditions![0]!.message]),
  );
}

test('the parts of the control plane are healthy', () => {
  expect(healthOf({})).toEqual({ 'controller-manager': 'ok', 'etcd-0': 'ok', scheduler: 'ok' });
});

test('a cluster without a scheduler says that it is not there', () => {
  expect(healthOf({ without: ['scheduler'] })['scheduler']).toBe(
    'Get "https://127.0.0.1:10259/healthz": dial tcp 127.0.0.1:10259: connect: connection refused',
  );
});
