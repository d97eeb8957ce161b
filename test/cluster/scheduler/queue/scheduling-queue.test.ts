import { VIRTUAL_EPOCH, VirtualClock } from '../../../../lib/cluster/clock/virtual-clock';
import { DEFAULT_PROFILE } from '../../../../lib/cluster/scheduler/default-profile';
import type { PluginName } from '../../../../lib/cluster/scheduler/framework/rejection';
import { SchedulingQueue } from '../../../../lib/cluster/scheduler/queue/scheduling-queue';
import { podOf } from '../situation';

const NO_FAULT: ReadonlySet<PluginName> = new Set();
const RESOURCES: ReadonlySet<PluginName> = new Set<PluginName>(['NodeResourcesFit']);
const pod = (name: string) => podOf({ name, metadata: { uid: name } });
const somethingDeleted = {
  kind: 'Pod',
  action: 'Delete',
  before: podOf({ name: 'x', node: 'n1', metadata: { uid: 'x' } }),
} as const;

let clock: VirtualClock;
let queue: SchedulingQueue;
let preempting: string | undefined;
beforeEach(() => {
  clock = new VirtualClock();
  preempting = undefined;
  queue = new SchedulingQueue({
    clock,
    plugins: DEFAULT_PROFILE,
    isPreempting: (uid) => uid === preempting,
    hasNodes: () => true,
    wake: () => {},
  });
});

const popped = () => queue.pop()?.info.pod.metadata.name;

test('an error is followed by a wait that doubles up to ten seconds, to the whole second', () => {
  queue.add(pod('a'), undefined);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    const failed = queue.pop()!;
    const at = clock.now();
    queue.takeBack(failed, failed.info.pod, NO_FAULT);
    while (queue.isEmpty) clock.step();
    waits.push((clock.now() - at) / 1000);
  }
  expect(waits).toEqual([2, 3, 5, 9, 11, 11]);
});

test('a pod that nothing has helped is not tried, and one that something helps is, without waiting', () => {
  queue.add(pod('a'), undefined);
  const failed = queue.pop()!;
  queue.takeBack(failed, failed.info.pod, RESOURCES);
  expect(popped()).toBeUndefined();
  queue.happened(somethingDeleted, 7);
  const again = queue.pop();
  expect(again?.info.pod.metadata.name).toBe('a');
  expect(again?.cause).toBe(7);
  expect(clock.now()).toBe(VIRTUAL_EPOCH);
});

test('pods whose wait is not over come after all others', () => {
  for (const name of ['failed', 'fresh']) queue.add(pod(name), undefined);
  const failed = queue.pop()!;
  queue.takeBack(failed, failed.info.pod, RESOURCES);
  queue.happened(somethingDeleted, undefined);
  expect([popped(), popped()]).toEqual(['fresh', 'failed']);
});

test('a deleted pod is not tried, wherever it waited', () => {
  for (const name of ['active', 'unschedulable', 'error']) queue.add(pod(name), undefined);
  const active = queue.pop()!;
  const unschedulable = queue.pop()!;
  const error = queue.pop()!;
  queue.takeBack(unschedulable, unschedulable.info.pod, RESOURCES);
  queue.takeBack(error, error.info.pod, NO_FAULT);
  queue.add(active.info.pod, undefined);
  for (const name of ['active', 'unschedulable', 'error']) queue.delete(name);
  queue.happened(somethingDeleted, undefined);
  clock.runUntil(clock.now() + 60_000);
  expect(popped()).toBeUndefined();
});

test('a pod whose victims are being deleted is not tried until they are', () => {
  queue.add(pod('a'), undefined);
  const failed = queue.pop()!;
  queue.takeBack(failed, failed.info.pod, RESOURCES);
  preempting = 'a';
  queue.happened(somethingDeleted, undefined);
  expect(popped()).toBeUndefined();
  preempting = undefined;
  queue.happened(somethingDeleted, undefined);
  expect(popped()).toBe('a');
});

test('a pod that keeps failing does not keep the cluster from being settled', () => {
  queue.add(pod('a'), undefined);
  for (let attempt = 0; attempt < 4; attempt++) {
    while (queue.isEmpty) clock.step();
    const failed = queue.pop()!;
    queue.takeBack(failed, failed.info.pod, NO_FAULT);
  }
  expect(clock.hasWork()).toBe(false);
  clock.runUntil(clock.now() + 12_000);
  expect(popped()).toBe('a');
});
