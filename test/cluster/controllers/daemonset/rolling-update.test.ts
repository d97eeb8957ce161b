import type { NodeFit } from '../../../../lib/cluster/controllers/daemonset/daemon-placement';
import { podsByNode } from '../../../../lib/cluster/controllers/daemonset/daemon-placement';
import { updateStep } from '../../../../lib/cluster/controllers/daemonset/rolling-update';
import type { Pod } from '../../../../lib/kube/generated/core-v1';
import { daemonPod, daemonSet, NEW, NOW } from './daemons';

const RUN: NodeFit = { shouldRun: true, mayStay: true };
const STAY: NodeFit = { shouldRun: false, mayStay: true };

function step(
  pods: readonly Pod[],
  limits: { maxUnavailable?: number | string; maxSurge?: number },
  misfit?: string,
) {
  const nodes = ['a', 'b', 'c', 'd'];
  const fits = new Map(nodes.map((node) => [node, node === misfit ? STAY : RUN]));
  const updateStrategy = {
    type: 'RollingUpdate',
    rollingUpdate: { maxUnavailable: 0, maxSurge: 0, ...limits },
  } as const;
  const { remove, create } = updateStep({
    daemonSet: daemonSet({ updateStrategy }),
    fits,
    podsByNode: podsByNode(pods),
    hash: NEW,
    now: NOW,
  });
  return { remove: remove.map(({ metadata }) => metadata.name), create };
}

const old = (node: string, rest = {}) => daemonPod(`old-${node}`, node, { hash: 'old', ...rest });
const fresh = (node: string, rest = {}) => daemonPod(`new-${node}`, node, rest);

test('as many old pods go as may be missing', () => {
  const pods = [old('a'), old('b'), old('c'), old('d')];
  expect(step(pods, { maxUnavailable: 2 })).toEqual({ remove: ['old-a', 'old-b'], create: [] });
  expect(step(pods, { maxUnavailable: '30%' }).remove).toHaveLength(2);
});

test('a node without a pod that works counts as missing', () => {
  expect(
    step([old('a'), old('b'), fresh('c'), fresh('d', { ready: false })], { maxUnavailable: 1 }).remove,
  ).toEqual([]);
  expect(step([old('a'), old('b'), fresh('c')], { maxUnavailable: 2 }).remove).toEqual(['old-a']);
});

test('an old pod that does not work is always replaced', () => {
  const pods = [old('a'), old('b', { ready: false }), fresh('c', { ready: false }), fresh('d')];
  expect(step(pods, { maxUnavailable: 1 }).remove).toEqual(['old-b']);
});

test('when nothing may be missing and nothing may be more, one may be missing', () => {
  expect(step([old('a'), old('b'), fresh('c'), fresh('d')], {}).remove).toEqual(['old-a']);
});

test('with surge, new pods come beside as many old ones', () => {
  const pods = [old('a'), old('b'), fresh('c'), old('d')];
  expect(step(pods, { maxSurge: 2 })).toEqual({ remove: [], create: ['a', 'b'] });
});

test('with surge, an old pod goes when its new one is available, and only then', () => {
  const pods = [old('a'), fresh('a'), old('b'), fresh('b', { ready: false }), fresh('c'), old('d')];
  expect(step(pods, { maxSurge: 1 })).toEqual({ remove: ['old-a'], create: [] });
});

test('with surge, an old pod that does not work gets its new one at once', () => {
  const pods = [old('a', { ready: false }), old('b'), fresh('b', { ready: false }), fresh('c'), fresh('d')];
  expect(step(pods, { maxSurge: 1 })).toEqual({ remove: [], create: ['a'] });
});

test('with surge, the pod of a node that is not wanted any more stays until there are enough others', () => {
  const pods = [old('a'), fresh('b'), fresh('c')];
  expect(step([...pods, fresh('d')], { maxSurge: 1 }, 'a').remove).toEqual(['old-a']);
  expect(step([...pods, fresh('d', { ready: false })], { maxSurge: 1 }, 'a').remove).toEqual([]);
});
