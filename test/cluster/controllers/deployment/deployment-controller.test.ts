import { Deployments, ReplicaSets } from '../../../../lib/kube/generated/resources';
import { TestCluster } from '../test-cluster';

const condition =
  (type: string) =>
  (object: { status?: { conditions?: readonly { type: string; status: string; reason?: string }[] } }) => {
    const found = object.status?.conditions?.find((one) => one.type === type);
    return found ? `${type}=${found.status} ${found.reason}` : `no ${type}`;
  };

let cluster: TestCluster;
beforeEach(() => {
  cluster = new TestCluster();
});
afterEach(() => cluster.stop());

test('a stuck rollout is given up when its deadline is over', () => {
  cluster.deploy('web', 1, { progressDeadlineSeconds: 60 });
  cluster.settle();
  cluster.trace(Deployments, condition('Progressing'));
  cluster.advance(10);
  cluster.client.patch(Deployments, 'default', 'web', 'merge', {
    spec: { template: { spec: { nodeSelector: { nowhere: 'true' } } } },
  });
  expect(cluster.settle()).toBe(true);
  expect(cluster.traced()).toEqual([
    '1s Deployment/web Progressing=True NewReplicaSetAvailable',
    '11s Deployment/web Progressing=True NewReplicaSetCreated',
    '11s Deployment/web Progressing=True ReplicaSetUpdated',
    '72s Deployment/web Progressing=False ProgressDeadlineExceeded',
  ]);
});

test('a finished rollout leaves no timer behind', () => {
  cluster.deploy('web', 2, { progressDeadlineSeconds: 600 });
  expect(cluster.settle(5)).toBe(true);
});

test('a Deployment becomes available when its pods have been ready long enough', () => {
  cluster.trace(Deployments, condition('Available'));
  cluster.deploy('web', 2, { minReadySeconds: 30 });
  expect(cluster.settle()).toBe(true);
  expect(cluster.traced()).toEqual([
    '1s Deployment/web no Available',
    '1s Deployment/web Available=False MinimumReplicasUnavailable',
    '31s Deployment/web Available=True MinimumReplicasAvailable',
  ]);
});

test('during a rolling update there are never more pods than the surge allows, nor fewer than may be missing', () => {
  cluster.deploy('web', 10, {
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '20%', maxUnavailable: '10%' } },
  });
  cluster.settle();
  const [most, fewest] = [[] as number[], [] as number[]];
  cluster.trace(ReplicaSets, () => {
    const sets = cluster.client.list(ReplicaSets, 'default').items;
    most.push(sets.reduce((sum, { spec }) => sum + (spec?.replicas ?? 0), 0));
    fewest.push(sets.reduce((sum, { status }) => sum + (status?.availableReplicas ?? 0), 0));
    return '';
  });
  cluster.client.patch(Deployments, 'default', 'web', 'merge', {
    metadata: { annotations: { update: 'now' } },
    spec: { template: { metadata: { annotations: { version: 'two' } } } },
  });
  expect(cluster.settle()).toBe(true);
  expect(Math.max(...most)).toBe(12);
  expect(Math.min(...fewest)).toBeGreaterThanOrEqual(9);
  expect(cluster.client.get(Deployments, 'default', 'web').status).toMatchObject({
    replicas: 10,
    updatedReplicas: 10,
    availableReplicas: 10,
  });
});
