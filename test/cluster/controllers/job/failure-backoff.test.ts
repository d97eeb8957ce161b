import {
  finishTime,
  NO_FAILURES,
  recordEnds,
  remainingDelay,
} from '../../../../lib/cluster/controllers/job/failure-backoff';
import type { Pod, PodStatus } from '../../../../lib/kube/generated/core-v1';

function at(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function pod(status: PodStatus = {}, metadata: Pod['metadata'] = {}): Pod {
  const spec = {
    containers: [],
    initContainers: [{ name: 'side', restartPolicy: 'Always' }, { name: 'init' }],
  };
  return { metadata: { creationTimestamp: at(1), ...metadata }, spec, status };
}

function ended(seconds: number, name = 'main') {
  const state = { terminated: { exitCode: 1, finishedAt: at(seconds) } };
  return { name, image: '', imageID: '', ready: false, restartCount: 0, state };
}

test('a pod ends with the last of its containers and sidecars', () => {
  const status = {
    containerStatuses: [ended(5)],
    initContainerStatuses: [ended(9, 'init'), ended(7, 'side')],
  };
  expect(finishTime(pod(status))).toBe(7000);
});

test('a pod whose containers are not known ended when it stopped being ready, or was deleted, or was created', () => {
  const conditions = [{ type: 'Ready', status: 'False', lastTransitionTime: at(4) }];
  const deletion = { deletionTimestamp: at(30), deletionGracePeriodSeconds: 20 };
  expect(finishTime(pod({ conditions }, deletion))).toBe(4000);
  expect(finishTime(pod({}, deletion))).toBe(10_000);
  expect(finishTime(pod())).toBe(1000);
});

test('the delay doubles with each failure, up to ten minutes', () => {
  const delays = [0, 1, 2, 3, 7, 8].map((failures) => remainingDelay({ failures, lastFailure: 5000 }, 5000));
  expect(delays).toEqual([0, 10_000, 20_000, 40_000, 600_000, 600_000]);
});

test('time that has passed since the last failure is taken off', () => {
  expect(remainingDelay({ failures: 1, lastFailure: 5000 }, 9000)).toBe(6000);
  expect(remainingDelay({ failures: 1, lastFailure: 5000 }, 99_000)).toBe(0);
});

test('failures are counted from the last success on', () => {
  const failed = [3, 6, 8].map((end) => pod({ containerStatuses: [ended(end)] }));
  const succeeded = [pod({ containerStatuses: [ended(5)] })];
  const before = { failures: 2, lastFailure: 1000 };
  expect(recordEnds(before, [], failed)).toEqual({ failures: 5, lastFailure: 8000 });
  expect(recordEnds(before, succeeded, failed)).toEqual({ failures: 2, lastFailure: 8000 });
  expect(recordEnds(before, succeeded, [])).toEqual(NO_FAILURES);
  expect(recordEnds(before, [], [])).toBe(before);
});
