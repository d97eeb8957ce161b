import { WatchPace } from '../../../../lib/cluster/apiserver/http/watch-pace';

test('a few watches are told at once, many wait a little, and none for long', () => {
  const pace = new WatchPace();
  const pauses: number[] = [];
  for (let count = 1; count <= 5_000; count++) {
    pace.begin();
    if ([1, 19, 400, 1_000, 5_000].includes(count)) pauses.push(pace.pause());
  }
  expect(pauses).toEqual([0, 0, 20, 50, 50]);
});

test('watches that have ended do not count', () => {
  const pace = new WatchPace();
  const ends = Array.from({ length: 400 }, () => pace.begin());
  for (const end of ends) end();
  expect(pace.pause()).toBe(0);
});
