import { explainScheduling } from '../../../lib/cluster/scheduler/explain';
import { nodeOf, podOf } from './situation';

const nodes = [
  nodeOf({ name: 'small', cpu: '1' }),
  nodeOf({ name: 'tainted', cpu: '1', taints: [{ key: 'a', effect: 'NoSchedule' }] }),
  nodeOf({ name: 'big', cpu: '8' }),
];

test('every node says everything that it has against the pod', () => {
  const { nodes: verdicts, best, unschedulable } = explainScheduling(podOf({ cpu: '10' }), { nodes });
  expect(verdicts.map(({ node, rejections }) => [node, rejections.map(({ plugin }) => plugin)])).toEqual([
    ['small', ['NodeResourcesFit']],
    ['tainted', ['TaintToleration', 'NodeResourcesFit']],
    ['big', ['NodeResourcesFit']],
  ]);
  expect(best).toEqual([]);
  expect(unschedulable?.message).toBe(
    '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, ' +
      'preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  );
});

test('the best node is named, with the scores that make it the best', () => {
  const { nodes: verdicts, best } = explainScheduling(podOf({ cpu: '500m', memory: '512Mi' }), { nodes });
  expect(best).toEqual(['big']);
  const [small, , big] = verdicts;
  expect(big!.total).toBeGreaterThan(small!.total);
  expect(big!.scores.NodeResourcesFit).toBe(93);
});

test('all of several best nodes are named', () => {
  const twins = [nodeOf({ name: 'n1' }), nodeOf({ name: 'n2' })];
  expect(explainScheduling(podOf({}), { nodes: twins }).best).toEqual(['n1', 'n2']);
});

test('pods on the nodes take room, pods that have finished do not', () => {
  const one = [nodeOf({ name: 'n1', cpu: '1' })];
  const running = podOf({ name: 'a', node: 'n1', cpu: '1' });
  const finished = podOf({ name: 'a', node: 'n1', cpu: '1', status: { phase: 'Succeeded' } });
  expect(explainScheduling(podOf({ cpu: '1' }), { nodes: one, pods: [running] }).best).toEqual([]);
  expect(explainScheduling(podOf({ cpu: '1' }), { nodes: one, pods: [finished] }).best).toEqual(['n1']);
});

test('a pod with scheduling gates is not judged', () => {
  const gated = podOf({ spec: { schedulingGates: [{ name: 'example.com/a' }, { name: 'example.com/b' }] } });
  expect(explainScheduling(gated, { nodes })).toMatchObject({
    best: [],
    gated: {
      plugin: 'SchedulingGates',
      reasons: ['waiting for scheduling gates: [example.com/a example.com/b]'],
    },
  });
});

test('a pod that claims devices is told that there are none', () => {
  const claiming = podOf({ spec: { resourceClaims: [{ name: 'gpu', resourceClaimName: 'gpu' }] } });
  expect(explainScheduling(claiming, { nodes }).unschedulable?.message).toContain(
    'resource claims are not allocated in a simulated cluster',
  );
});

test('the situation is left as it was', () => {
  const situation = { nodes, pods: [podOf({ name: 'a', node: 'big', cpu: '1' })] };
  const before = JSON.stringify(situation);
  explainScheduling(podOf({ cpu: '10', spec: { priority: 1000 } }), situation);
  expect(JSON.stringify(situation)).toBe(before);
});
