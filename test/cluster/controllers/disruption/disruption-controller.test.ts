import { PodDisruptionBudgets, Pods } from '../../../../lib/kube/generated/resources';
import { pod, TestCluster } from '../test-cluster';

let cluster: TestCluster;
beforeEach(() => {
  cluster = new TestCluster();
});
afterEach(() => cluster.stop());

test('the budget of a Deployment follows its scale, not the pods there are', () => {
  cluster.client.create(PodDisruptionBudgets, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'default' },
    spec: { maxUnavailable: '50%', selector: { matchLabels: { app: 'web' } } },
  });
  cluster.deploy('web', 4);
  cluster.settle();
  expect(cluster.client.get(PodDisruptionBudgets, 'default', 'web').status).toMatchObject({
    expectedPods: 4,
    desiredHealthy: 2,
    currentHealthy: 4,
    disruptionsAllowed: 2,
  });
});

test('the condition DisruptionTarget of a pod that is spared is taken back after two minutes', () => {
  cluster.client.create(Pods, pod('spared'));
  cluster.settle(5);
  const running = cluster.client.get(Pods, 'default', 'spared');
  const at = new Date(cluster.clock.now()).toISOString().replace(/\.\d+/, '');
  const target = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: '',
    lastTransitionTime: at,
  };
  const conditions = [...running.status!.conditions!, target];
  cluster.client.updateStatus(Pods, { ...running, status: { ...running.status, conditions } });
  cluster.trace(
    Pods,
    ({ status }) => `${status?.conditions?.find(({ type }) => type === 'DisruptionTarget')?.status}`,
  );
  expect(cluster.settle()).toBe(true);
  expect(cluster.traced()).toEqual(['1s Pod/spared True', '121s Pod/spared False']);
});
