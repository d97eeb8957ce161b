import { VirtualClock } from '../../../../lib/cluster/clock/virtual-clock';
import { DisruptionMode } from '../../../../lib/cluster/controllers/nodelifecycle/disruption-mode';
import {
  evictionRate,
  ZoneEviction,
  zoneState,
} from '../../../../lib/cluster/controllers/nodelifecycle/zone-eviction';

let clock: VirtualClock;
let tainted: string[];
let eviction: ZoneEviction;
beforeEach(() => {
  clock = new VirtualClock(0);
  tainted = [];
  eviction = new ZoneEviction(clock, (name) => {
    tainted.push(`${clock.now()} ${name}`);
    return true;
  });
});

test('nodes are tainted one after the other, ten seconds apart', () => {
  for (const name of ['a', 'b', 'c']) eviction.add(name);
  clock.runUntil(60_000);
  expect(tainted).toEqual(['100 a', '10100 b', '20100 c']);
});

test('a node that recovers in time is not tainted', () => {
  for (const name of ['a', 'b']) eviction.add(name);
  clock.runUntil(5000);
  eviction.remove('b');
  clock.runUntil(60_000);
  expect(tainted).toEqual(['100 a']);
  expect(clock.hasWork()).toBe(false);
});

test('with a rate of zero nobody is tainted, and a new rate starts empty', () => {
  eviction.setRate(0);
  eviction.add('a');
  clock.runUntil(60_000);
  expect(tainted).toEqual([]);
  eviction.setRate(0.1);
  clock.runUntil(120_000);
  expect(tainted).toEqual(['70000 a']);
});

test('a node that could not be tainted is tried again', () => {
  let attempts = 0;
  const stubborn = new ZoneEviction(clock, () => ++attempts === 2);
  stubborn.add('a');
  clock.runUntil(60_000);
  expect(attempts).toBe(2);
});

test.each([
  [0, 2, 'FullDisruption'],
  [1, 2, 'Normal'],
  [2, 3, 'PartialDisruption'],
  [3, 3, 'Normal'],
  [0, 0, 'Normal'],
])('%d ready and %d not: %s', (ready, notReady, expected) => {
  expect(zoneState(ready, notReady)).toBe(expected);
});

test('a partially disrupted zone evicts slowly when it is large, and not at all when it is small', () => {
  expect([evictionRate('PartialDisruption', 51), evictionRate('PartialDisruption', 50)]).toEqual([0.01, 0]);
});

describe('when no node of any zone answers', () => {
  const counts = (zones: { readonly [zone: string]: readonly [ready: number, notReady: number] }) =>
    new Map(Object.entries(zones).map(([zone, [ready, notReady]]) => [zone, { ready, notReady }]));

  test('evictions stop, and go on when one does', () => {
    const mode = new DisruptionMode(() => eviction);
    mode.of('a').add('node-1');
    expect(mode.update(counts({ a: [1, 0], b: [1, 0] }))).toBeUndefined();
    expect(mode.update(counts({ a: [0, 1], b: [0, 1] }))).toBe('entered');
    clock.runUntil(60_000);
    expect(tainted).toEqual([]);
    expect(mode.update(counts({ a: [0, 1], b: [0, 1] }))).toBeUndefined();
    expect(mode.update(counts({ a: [0, 1], b: [1, 0] }))).toBe('left');
    clock.runUntil(120_000);
    expect(tainted).toEqual(['70000 node-1']);
  });
});
