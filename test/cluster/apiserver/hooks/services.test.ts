import { VirtualCluster } from '../../../../lib/cluster/virtual-cluster';
import type { ServicePort } from '../../../../lib/kube/generated/core-v1';
import { Services } from '../../../../lib/kube/generated/resources';

const client = new VirtualCluster({ nodes: 1 }).admin('test');

function nodePorts(name: string, ports: readonly ServicePort[]): readonly (number | undefined)[] {
  const metadata = { name, namespace: 'default' };
  const { spec } = client.create(Services, { metadata, spec: { type: 'NodePort', ports } });
  return spec!.ports!.map(({ nodePort }) => nodePort);
}

test('the protocols of one port share its node port, other ports have their own', () => {
  const [udp, tcp, metrics] = nodePorts('dns', [
    { name: 'udp', port: 53, protocol: 'UDP' },
    { name: 'tcp', port: 53, protocol: 'TCP' },
    { name: 'metrics', port: 9153, protocol: 'TCP' },
  ]);
  expect(tcp).toBe(udp);
  expect(metrics).not.toBe(udp);
});

test('a node port that one protocol asks for is that of the others', () => {
  const ports = nodePorts('asking', [
    { name: 'udp', port: 53, protocol: 'UDP' },
    { name: 'tcp', port: 53, protocol: 'TCP', nodePort: 30999 },
  ]);
  expect(ports).toEqual([30999, 30999]);
});

test('two ports of a new Service cannot have one node port', () => {
  const one = { name: 'a', port: 80, nodePort: 30300 };
  expect(() => nodePorts('twice', [one, { name: 'b', port: 81, nodePort: 30300 }])).toThrow(
    'spec.ports[1].nodePort: Invalid value: 30300: provided port is already allocated',
  );
});
