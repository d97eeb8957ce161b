import type { Client } from '../../../lib/client/client';
import { Storage } from '../../../lib/cluster/storage/storage';
import { VirtualCluster } from '../../../lib/cluster/virtual-cluster';
import type { ContainerStatus, PodSpec } from '../../../lib/kube/generated/core-v1';
import { Events, Nodes, Pods } from '../../../lib/kube/generated/resources';

let storage: Storage;
let cluster: VirtualCluster;
let client: Client;

beforeEach(() => {
  storage = new Storage();
  boot();
});

/** The process of the cluster ends without a word, and another one begins with what it had stored. */
function boot(): void {
  cluster = new VirtualCluster({
    nodes: 1,
    storage,
    ...(cluster && storage.revision > 0 ? { start: cluster.now() + 60_000 } : {}),
  });
  client = cluster.admin('test');
  cluster.settle();
}

function create(name: string, spec: Partial<PodSpec>, image = 'web:1', annotations = {}): void {
  const containers = [{ name: 'main', image }];
  const metadata = { name, namespace: 'default', annotations };
  client.create(Pods, { metadata, spec: { containers, ...spec } });
  cluster.settle();
}

const pod = (name: string) => client.get(Pods, 'default', name);
const main = (name: string): ContainerStatus => pod(name).status!.containerStatuses![0]!;

test('what ran is started again and counted, and its last life ended as nobody knows', () => {
  create('a', { initContainers: [{ name: 'first', image: 'busybox:1' }] });
  const before = main('a');
  boot();
  expect(main('a')).toMatchObject({ restartCount: 1, ready: true, imageID: before.imageID });
  expect(main('a').lastState!.terminated).toMatchObject({
    exitCode: 255,
    reason: 'Unknown',
    containerID: before.containerID,
    startedAt: before.state!.running!.startedAt,
  });
  const { initContainerStatuses, startTime } = pod('a').status!;
  expect(initContainerStatuses![0]).toMatchObject({ restartCount: 1, ready: true });
  boot();
  expect(main('a').restartCount).toBe(2);
  expect(pod('a').status!.startTime).toBe(startTime);
});

test('what had ended stays as it was', () => {
  create('done', { restartPolicy: 'Never' }, 'busybox:1');
  cluster.advance(60_000);
  const { metadata, status } = pod('done');
  expect(status!.phase).toBe('Succeeded');
  boot();
  cluster.advance(60_000);
  expect(pod('done').metadata.resourceVersion).toBe(metadata.resourceVersion);
});

test('what may not be started again has failed', () => {
  create('once', { restartPolicy: 'Never' }, 'nginx:1', { 'simulation.seaworthy.dev/exit': 'never' });
  boot();
  const { phase, containerStatuses } = pod('once').status!;
  expect(phase).toBe('Failed');
  expect(containerStatuses![0]!.state!.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' });
});

test('what was being deleted goes', () => {
  create('a', { terminationGracePeriodSeconds: 3_000 });
  client.delete(Pods, 'default', 'a');
  boot();
  expect(client.list(Pods, 'default').items).toEqual([]);
});

test('nodes say that they have booted, know their machine, and have their images still', () => {
  create('a', {});
  // What is on its disk a node tells every ten seconds.
  cluster.advance(15_000);
  const { nodeInfo } = client.get(Nodes, '', 'node-1').status!;
  boot();
  const after = client.get(Nodes, '', 'node-1').status!.nodeInfo!;
  expect(after.machineID).toBe(nodeInfo!.machineID);
  expect(after.bootID).not.toBe(nodeInfo!.bootID);
  const reasons = client.list(Events).items.map(({ reason }) => reason);
  expect(reasons).toContain('Rebooted');
  expect(reasons.filter((reason) => reason === 'Pulling')).toHaveLength(1);
});
