import { Filters } from '../../../../lib/cluster/scheduler/algorithm/filters';
import { feasibleNodesToFind, NodeFinder } from '../../../../lib/cluster/scheduler/algorithm/find-nodes';
import { NodeTable } from '../../../../lib/cluster/scheduler/cache/node-table';
import { PodInfo } from '../../../../lib/cluster/scheduler/cache/pod-info';
import { fixedObjects } from '../../../../lib/cluster/scheduler/listers';
import { nodeOf, podOf } from '../situation';

test.each([
  [0, 0],
  [99, 99],
  [100, 100],
  [200, 100],
  [250, 120],
  [1000, 420],
  [5000, 500],
  [6000, 300],
])('of %d nodes %d that fit are enough', (nodes, enough) => {
  expect(feasibleNodesToFind(nodes)).toBe(enough);
});

test('every search goes on where the last one ended', () => {
  const nodes = new NodeTable();
  for (let index = 0; index < 150; index++) nodes.setNode(nodeOf({ name: `n${index}` }));
  const finder = new NodeFinder(nodes, () => []);
  const filters = Filters.prepare(PodInfo.of(podOf({})), { nodes, objects: fixedObjects([]) }, []);
  if ('preFilter' in filters) throw new Error('no plugin, no rejection');
  const found = () => finder.find(filters).feasible.map(({ name }) => name);
  expect(found()).toHaveLength(100);
  const second = found();
  expect(second[0]).toBe('n100');
  expect(second[99]).toBe('n49');
});
