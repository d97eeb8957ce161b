import { sidecar } from '../../apps/sidecar/stack';
import { App } from '../../lib/constructs';
import type { Pod } from '../../lib/kube/generated/core-v1';
import { type SimulatedCluster, simulate } from '../../lib/testing';

function running(): SimulatedCluster {
  const app = new App();
  sidecar(app);
  const cluster = simulate(app);
  cluster.settle();
  return cluster;
}

const podOf = (cluster: SimulatedCluster): Pod => cluster.podsOf('Deployment/web')[0]!.object;
const startedAt = (pod: Pod, container: string) => {
  const statuses = [...pod.status!.initContainerStatuses!, ...pod.status!.containerStatuses!];
  const { state } = statuses.find(({ name }) => name === container)!;
  return (state!.running ?? state!.terminated)!.startedAt!;
};

test('the site is served', () => {
  expect(running()).toServe('https://sidecar.example.com/');
});

test('the sidecar starts first and stays, the first fetch ends, then the web server starts', () => {
  const pod = podOf(running());
  const [fetcher, first] = pod.status!.initContainerStatuses!;
  expect([fetcher!.name, first!.name]).toEqual(['fetcher', 'first-fetch']);
  expect(fetcher!.state!.running).toBeDefined();
  expect(first!.state!.terminated!.exitCode).toBe(0);
  expect(startedAt(pod, 'fetcher') <= first!.state!.terminated!.startedAt!).toBe(true);
  expect(first!.state!.terminated!.finishedAt! <= startedAt(pod, 'web')).toBe(true);
});

test('the containers of a pod have one address, one node and one life', () => {
  const cluster = running();
  const [pod] = cluster.podsOf('Deployment/web');
  expect(pod!.object.status!.podIPs).toEqual([{ ip: pod!.ip }]);
  cluster.killPod(pod!.name);
  cluster.settle();
  const after = cluster.podsOf('Deployment/web');
  expect(after.map(({ name }) => name)).not.toContain(pod!.name);
  expect(after.filter(({ ready }) => ready)).toHaveLength(2);
});

test('a helper that dies is restarted, and the web server goes on', () => {
  const cluster = running();
  const [pod] = cluster.podsOf('Deployment/web');
  const before = startedAt(pod!.object, 'web');
  cluster.killContainer(pod!.name, 'fetcher');
  cluster.advance('1m');
  const after = cluster.get<Pod>(`Pod/${pod!.name}`);
  expect(after.status!.initContainerStatuses![0]!.restartCount).toBe(1);
  expect(startedAt(after, 'web')).toBe(before);
});

test('all of them see the folder with the site, the web server without writing to it', () => {
  const { spec } = podOf(running());
  const mounts = [...spec!.initContainers!, ...spec!.containers].flatMap(({ name, volumeMounts = [] }) =>
    volumeMounts
      .filter((mount) => mount.name === 'site')
      .map(({ mountPath, readOnly = false }) => [name, mountPath, readOnly]),
  );
  expect(mounts).toEqual([
    ['fetcher', '/site', false],
    ['first-fetch', '/site', false],
    ['web', '/usr/share/nginx/html', true],
  ]);
});
