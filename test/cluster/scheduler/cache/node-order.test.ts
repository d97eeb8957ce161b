import { NodeOrder } from '../../../../lib/cluster/scheduler/cache/node-order';
import type { Node } from '../../../../lib/kube/generated/core-v1';

const node = (name: string, zone?: string): Node => ({
  metadata: { name, labels: zone ? { 'topology.kubernetes.io/zone': zone } : {} },
});

test('zones take turns, in the order in which they came', () => {
  const order = new NodeOrder();
  for (const [name, zone] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['b1', 'b'],
    ['a3', 'a'],
    ['c1', 'c'],
    ['b2', 'b'],
  ])
    order.add(node(name!, zone));
  expect(order.list()).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

test('nodes without a zone are a zone of their own', () => {
  const order = new NodeOrder();
  for (const one of [node('x1'), node('x2'), node('a1', 'a')]) order.add(one);
  expect(order.list()).toEqual(['x1', 'a1', 'x2']);
});

test('a zone without nodes is forgotten', () => {
  const order = new NodeOrder();
  for (const one of [node('a1', 'a'), node('b1', 'b')]) order.add(one);
  order.remove(node('a1', 'a'));
  order.add(node('a2', 'a'));
  expect(order.list()).toEqual(['b1', 'a2']);
});
