import { VirtualClock } from '../../../lib/cluster/clock/virtual-clock';
import { WorkQueue } from '../../../lib/cluster/component/work-queue';

let clock: VirtualClock;
let done: string[];
beforeEach(() => {
  clock = new VirtualClock(0);
  done = [];
});

const queue = (cost?: number, options = {}) =>
  new WorkQueue<string>(
    clock,
    ({ key, cause }) => {
      done.push(`${clock.now()} ${key}${cause === undefined ? '' : ` because of ${cause}`}`);
      return cost;
    },
    options,
  );

test('a key that waits is not added again, but learns the newest cause', () => {
  const work = queue();
  work.add('a', 1);
  work.add('b');
  work.add('a', 2);
  clock.runUntil(10);
  expect(done).toEqual(['0 a because of 2', '1 b']);
});

test('a key that comes while it is worked on comes again', () => {
  const work: WorkQueue<string> = new WorkQueue(clock, () => {
    done.push(String(clock.now()));
    if (done.length === 1) work.add('a');
    return undefined;
  });
  work.add('a');
  clock.runUntil(10);
  expect(done).toEqual(['0', '1']);
});

test('work that takes its time lets what happens meanwhile come together', () => {
  const work = queue(20);
  work.add('a');
  clock.schedule(5, () => work.add('a'));
  clock.schedule(15, () => work.add('a'));
  clock.runUntil(100);
  expect(done).toEqual(['0 a', '20 a']);
});

test('several workers take several keys at a time', () => {
  const work = queue(undefined, { workers: 2 });
  for (const key of ['a', 'b', 'c']) work.add(key);
  clock.runUntil(10);
  expect(done).toEqual(['0 a', '0 b', '1 c']);
});

test('of two delays the shorter counts', () => {
  const work = queue();
  work.addAfter('a', 50);
  work.addAfter('a', 20);
  work.addAfter('a', 30);
  clock.runUntil(100);
  expect(done).toEqual(['20 a']);
});

test('a delayed key can be taken back', () => {
  const work = queue();
  work.addAfter('a', 50);
  work.cancelDelayed('a');
  clock.runUntil(100);
  expect(done).toEqual([]);
  expect(clock.hasWork()).toBe(false);
});

test('failures double the delay until they are forgotten', () => {
  const work = queue();
  const delays = () => {
    const before = clock.now();
    work.addRateLimited('a');
    clock.runUntil(before + 1000);
    return Number(done.at(-1)!.split(' ')[0]) - before;
  };
  expect([delays(), delays(), delays()]).toEqual([5, 10, 20]);
  work.forget('a');
  expect(delays()).toBe(5);
});

test('a key that keeps failing is no work any more', () => {
  const work = queue();
  for (let failures = 0; failures < 11; failures++) {
    work.addRateLimited('a');
    expect(clock.hasWork()).toBe(true);
    clock.runUntil(clock.now() + 10_000);
  }
  work.addRateLimited('a');
  expect(clock.hasWork()).toBe(false);
});

test('a stopped queue does nothing more', () => {
  const work = queue();
  work.add('a');
  work.addAfter('b', 10);
  work.stop();
  work.add('c');
  clock.runUntil(100);
  expect(done).toEqual([]);
});
