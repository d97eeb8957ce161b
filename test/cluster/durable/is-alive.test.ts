import { spawnSync } from 'node:child_process';
import { isAlive } from '../../../lib/cluster/durable/is-alive';

test('this process and its parent are alive', () => {
  expect([isAlive(process.pid), isAlive(process.ppid)]).toEqual([true, true]);
});

test('a process that has ended is not', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  expect(isAlive(pid)).toBe(false);
});

test('what is no process is not', () => {
  expect([0, -1, Number.NaN, 1.5].map(isAlive)).toEqual([false, false, false, false]);
});
