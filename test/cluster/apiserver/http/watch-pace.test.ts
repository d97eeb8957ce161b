import { WatchPace } from '../../../../lib/cluster/apiserver/http/watch-pace';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function begin(pace: WatchPace): { batches: string[]; delivery: ReturnType<typeof pace.begin<string>> } {
  const batches: string[] = [];
  return { batches, delivery: pace.begin<string>((items) => void batches.push(items.join(''))) };
}

test('a few watches are told at once', () => {
  const { batches, delivery } = begin(new WatchPace());
  for (const item of ['a', 'b', 'c']) delivery.add([item]);
  expect(batches).toEqual(['a', 'b', 'c']);
});

test('with many watches, what comes in the pause goes together and in order', () => {
  const pace = new WatchPace();
  const all = Array.from({ length: 400 }, () => begin(pace));
  const { batches, delivery } = all[0]!;
  expect(pace.pause).toBe(20);
  delivery.add(['a']);
  delivery.add(['b']);
  delivery.add(['c', 'd']);
  expect(batches).toEqual(['a']);
  jest.advanceTimersByTime(20);
  expect(batches).toEqual(['a', 'bcd']);
  jest.advanceTimersByTime(20);
  delivery.add(['e']);
  expect(batches).toEqual(['a', 'bcd', 'e']);
});

test('the pause has an end, and watches that have ended do not count', () => {
  const pace = new WatchPace();
  const all = Array.from({ length: 5_000 }, () => begin(pace));
  expect(pace.pause).toBe(50);
  for (const { delivery } of all) delivery.end();
  expect(pace.pause).toBe(0);
});

test('a watch that has ended is told nothing any more', () => {
  const pace = new WatchPace();
  const [first] = Array.from({ length: 100 }, () => begin(pace));
  first!.delivery.add(['a']);
  first!.delivery.add(['b']);
  first!.delivery.end();
  jest.advanceTimersByTime(100);
  expect(first!.batches).toEqual(['a']);
});
