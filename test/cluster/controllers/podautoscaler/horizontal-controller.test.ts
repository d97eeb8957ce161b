import { VirtualCluster } from '../../../../lib/cluster/virtual-cluster';
import type { HorizontalPodAutoscaler } from '../../../../lib/kube/generated/autoscaling-v2';
import {
  Deployments,
  Events,
  HorizontalPodAutoscalers,
  Pods,
  Services,
} from '../../../../lib/kube/generated/resources';
import { deployment, pod } from '../test-cluster';

const autoscaler: HorizontalPodAutoscaler = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    minReplicas: 2,
    maxReplicas: 10,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
      },
    ],
  },
};
const container = {
  name: 'main',
  image: 'web:1',
  ports: [{ containerPort: 8080 }],
  resources: { requests: { cpu: '100m' } },
};
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } };

function start(cpu: () => string) {
  const cluster = new VirtualCluster({ workloads: [{ workload: { cpu } }] });
  const client = cluster.admin('test');
  cluster.settle();
  client.create(Deployments, deployment('web', 2, { template }));
  client.create(HorizontalPodAutoscalers, autoscaler);
  const replicas = () => client.get(Deployments, 'default', 'web').spec!.replicas;
  const status = () => client.get(HorizontalPodAutoscalers, 'default', 'web').status!;
  return { cluster, client, replicas, status };
}

test('replicas come with the load, and go when it has been low for five minutes', () => {
  let load = '20m';
  const { cluster, client, replicas, status } = start(() => load);
  cluster.advance(6 * 60_000);
  expect(replicas()).toBe(2);
  expect(status().currentMetrics).toEqual([
    { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 20, averageValue: '20m' } } },
  ]);
  load = '150m';
  cluster.advance(15_000);
  expect(replicas()).toBe(4);
  cluster.advance(120_000);
  expect(replicas()).toBe(10);
  expect(status().conditions!.find(({ type }) => type === 'ScalingLimited')).toMatchObject({
    status: 'True',
    reason: 'TooManyReplicas',
  });
  load = '5m';
  cluster.advance(4 * 60_000);
  expect(replicas()).toBe(10);
  cluster.advance(2 * 60_000);
  expect(replicas()).toBe(2);
  const told = client
    .list(Events, 'default')
    .items.filter(({ reason }) => reason === 'SuccessfulRescale')
    .map(({ message }) => message);
  expect(told).toEqual([
    'New size: 4; reason: cpu resource utilization (percentage of request) above target',
    'New size: 8; reason: cpu resource utilization (percentage of request) above target',
    'New size: 10; reason: cpu resource utilization (percentage of request) above target',
    'New size: 2; reason: All metrics below target',
  ]);
  cluster.stop();
});

test('requests are work', () => {
  const { cluster, client, status } = start(() => '0');
  client.create(Services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  client.create(Pods, pod('client'));
  cluster.advance(6 * 60_000);
  for (let second = 0; second < 60; second++) {
    for (let request = 0; request < 10; request++)
      cluster.network!.request('http://web/', { from: 'default/client' });
    cluster.advance(1000);
  }
  // Ten requests a second for two pods, ten milliseconds each.
  expect(status().currentMetrics![0]!.resource!.current.averageUtilization).toBe(50);
  cluster.stop();
});

test('an autoscaler does not keep a cluster from being settled', () => {
  const { cluster, status } = start(() => '0');
  cluster.advance(6 * 60_000);
  expect(cluster.settle()).toBeLessThan(15_000);
  expect(status().desiredReplicas).toBe(2);
  cluster.stop();
});
