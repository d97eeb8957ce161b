import { Compactor } from '../../lib/cluster/history';

test('history stays for one interval at least, and for two at most', () => {
  const compacted: number[] = [];
  const history = { revision: 5, compact: (revision: number) => void compacted.push(revision) };
  const compactor = new Compactor(history);
  compactor.tick();
  history.revision = 9;
  compactor.tick();
  compactor.tick();
  expect(compacted).toEqual([0, 5, 9]);
});
