import type { Client } from '../../../lib/client/client';
import { VirtualClock } from '../../../lib/cluster/clock/virtual-clock';
import { ControllerLoop, RetryLater } from '../../../lib/cluster/component/controller';
import { conflict, forbidden, StatusError } from '../../../lib/kube/status';

const PODS = { group: '', resource: 'pods' };

let clock: VirtualClock;
let client: Client;
let times: number[];
beforeEach(() => {
  clock = new VirtualClock(0);
  client = {} as Client;
  times = [];
});

function loop(failures: readonly (Error | undefined)[], maxRetries?: number): ControllerLoop {
  return new ControllerLoop({
    clock,
    client,
    maxRetries,
    sync: () => {
      times.push(clock.now());
      const failure = failures[times.length - 1];
      if (failure) throw failure;
    },
  });
}

const outdated = conflict(PODS, 'a', 'the object has been modified');

test('a refused write is tried again, later and later', () => {
  loop([outdated, outdated, outdated]).enqueue('a');
  clock.runUntil(1000);
  expect(times).toEqual([0, 5, 15, 35]);
});

test('a sync may say when to try again', () => {
  loop([new RetryLater('not yet', 300)]).enqueue('a');
  clock.runUntil(1000);
  expect(times).toEqual([0, 300]);
});

test('a key is dropped after so many retries', () => {
  loop([outdated, outdated, outdated, outdated], 2).enqueue('a');
  clock.runUntil(1000);
  expect(times).toEqual([0, 5, 15]);
});

test('what cannot be created in a terminating namespace is not tried again', () => {
  const { status } = forbidden(PODS, 'a', 'because it is being terminated');
  const causes = [{ reason: 'NamespaceTerminating', message: '', field: 'metadata.namespace' }];
  loop([new StatusError({ ...status, details: { ...status.details, causes } })]).enqueue('a');
  clock.runUntil(1000);
  expect(times).toEqual([0]);
});

test('a defect is not hidden', () => {
  loop([new TypeError('broken')]).enqueue('a');
  expect(() => clock.runUntil(1000)).toThrow('broken');
});

test('writes of a sync carry the revision that asked for it', () => {
  const causes: (number | undefined)[] = [];
  const watched = new ControllerLoop({ clock, client, sync: () => void causes.push(client.cause) });
  watched.enqueue('a', 7);
  clock.runUntil(1000);
  expect([causes, client.cause]).toEqual([[7], undefined]);
});
