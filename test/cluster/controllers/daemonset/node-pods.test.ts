import { nodeChange } from '../../../../lib/cluster/controllers/daemonset/node-pods';
import type { Pod } from '../../../../lib/kube/generated/core-v1';
import { daemonPod, daemonSet, NEW, NOW } from './daemons';

const RUN = { shouldRun: true, mayStay: true };

function change(pods: readonly Pod[] | undefined, { fit = RUN, surge = 0, mayDelete = true } = {}) {
  const updateStrategy = {
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: surge, maxUnavailable: 0 },
  } as const;
  const { create, remove } = nodeChange({
    daemonSet: daemonSet({ updateStrategy }),
    fit,
    pods,
    hash: NEW,
    now: NOW,
    mayDeleteEnded: () => mayDelete,
  });
  return { create, remove: remove.map(({ metadata }) => metadata.name) };
}

test('a node that has no pod gets one, if one is to be there', () => {
  expect(change(undefined)).toEqual({ create: true, remove: [] });
  expect(change(undefined, { fit: { shouldRun: false, mayStay: true } }).create).toBe(false);
});

test('where pods may not stay, they all go', () => {
  const pods = [daemonPod('a', 'n'), daemonPod('b', 'n', { deleted: true })];
  const fit = { shouldRun: false, mayStay: false };
  expect(change(pods, { fit })).toEqual({ create: false, remove: ['a'] });
});

test('of several pods the oldest stays', () => {
  expect(change([daemonPod('b', 'n'), daemonPod('a', 'n')]).remove).toEqual(['b']);
});

test('pods that have ended are deleted, when it is time', () => {
  const failed = daemonPod('a', 'n', { phase: 'Failed' });
  expect(change([failed])).toEqual({ create: false, remove: ['a'] });
  expect(change([failed], { mayDelete: false }).remove).toEqual([]);
});

test('with surge, a pod that is being deleted has its successor already', () => {
  expect(change([daemonPod('a', 'n', { deleted: true })], { surge: 1 }).create).toBe(true);
});

test('with surge, the old pod stays until the new one is available, or it fails itself', () => {
  const old = daemonPod('old', 'n', { hash: 'old' });
  expect(change([old, daemonPod('new', 'n')], { surge: 1 }).remove).toEqual(['old']);
  expect(change([old, daemonPod('new', 'n', { ready: false })], { surge: 1 }).remove).toEqual([]);
  const broken = daemonPod('old', 'n', { hash: 'old', ready: false });
  expect(change([broken, daemonPod('new', 'n', { ready: false })], { surge: 1 }).remove).toEqual(['old']);
});
