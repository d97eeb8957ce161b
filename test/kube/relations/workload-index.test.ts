import { WorkloadIndex } from '../../../lib/kube/relations/workload-index';
import { LabelSelector } from '../../../lib/kube/selectors/label-selector';
import { type Workload, workloadOf } from '../../../lib/kube/workloads';

function workload(
  kind: string,
  name: string,
  labels: { [key: string]: string },
  namespace = 'shop',
): Workload {
  const apiVersion = kind === 'Job' ? 'batch/v1' : 'apps/v1';
  const spec = { template: { metadata: { labels }, spec: { containers: [] } } };
  return workloadOf({ apiVersion, kind, metadata: { name, namespace }, spec } as never)!;
}

const index = new WorkloadIndex([
  workload('Deployment', 'web', { app: 'web' }),
  workload('Deployment', 'api', { app: 'api', tier: 'back' }),
  workload('StatefulSet', 'db', { app: 'db', tier: 'back' }),
  workload('Deployment', 'web', { app: 'web' }, 'other'),
]);

const names = (labels: { [key: string]: string }, namespace = 'shop') =>
  index.select(namespace, LabelSelector.ofMap(labels)).map(({ kind, name }) => `${kind}/${name}`);

test('finds the workloads of a namespace whose pods have the labels', () => {
  expect(names({ tier: 'back' })).toEqual(['Deployment/api', 'StatefulSet/db']);
  expect(names({ tier: 'back', app: 'db' })).toEqual(['StatefulSet/db']);
  expect(names({ app: 'nobody' })).toEqual([]);
});

test('the empty selector finds all of a namespace', () => {
  expect(names({})).toHaveLength(3);
  expect(names({}, 'other')).toEqual(['Deployment/web']);
});

test('finds the StatefulSet of which one pod is selected by its name', () => {
  expect(names({ 'statefulset.kubernetes.io/pod-name': 'db-0' })).toEqual(['StatefulSet/db']);
  expect(names({ 'statefulset.kubernetes.io/pod-name': 'web-0' })).toEqual([]);
});

test('labels that controllers invent are had by the pods of their kinds only', () => {
  expect(names({ 'pod-template-hash': 'abc', tier: 'back' })).toEqual(['Deployment/api']);
  expect(names({ 'controller-revision-hash': 'abc', tier: 'back' })).toEqual(['StatefulSet/db']);
});
