import { Random } from '../../../../lib/cluster/clock/random';
import { pickBest } from '../../../../lib/cluster/scheduler/algorithm/prioritize';
import { NodeInfo } from '../../../../lib/cluster/scheduler/cache/node-info';

const nodes = ['n0', 'n1', 'n2', 'n3'].map((name, slot) => new NodeInfo(name, slot));

test('the highest score wins', () => {
  expect(pickBest(nodes, [1, 5, 3, 4], new Random()).name).toBe('n1');
});

test('of several with the highest score, each wins about as often', () => {
  const random = new Random(7);
  const wins = new Map<string, number>();
  for (let round = 0; round < 3000; round++) {
    const { name } = pickBest(nodes, [5, 1, 5, 5], random);
    wins.set(name, (wins.get(name) ?? 0) + 1);
  }
  expect([...wins.keys()].sort()).toEqual(['n0', 'n2', 'n3']);
  for (const count of wins.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
});
