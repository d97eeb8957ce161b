import { freeze } from '../../../lib/kube/frozen';
import type { Pod, PodSpec } from '../../../lib/kube/generated/core-v1';
import { strategyOf } from '../../../lib/kube/strategies';
import { podStrategy } from '../../../lib/kube/strategies/pod';

const pod = (spec: Partial<PodSpec> = {}, more: Partial<Pod> = {}): Pod => ({
  metadata: { name: 'web', namespace: 'shop' },
  ...more,
  spec: { containers: [{ name: 'a', image: 'nginx' }], ...spec },
});

describe('the grace period', () => {
  const period = (spec: Partial<PodSpec>, asked?: number, more: Partial<Pod> = {}) =>
    podStrategy.gracePeriod!(pod({ nodeName: 'n', terminationGracePeriodSeconds: 30, ...spec }, more), asked);

  test('is that of the pod unless another is asked for', () => {
    expect(period({})).toBe(30);
    expect(period({}, 5)).toBe(5);
    expect(period({}, 0)).toBe(0);
  });

  test('is nothing for a pod that does not run', () => {
    expect(period({ nodeName: undefined }, 5)).toBe(0);
    expect(period({}, 5, { status: { phase: 'Succeeded' } })).toBe(0);
    expect(period({}, 5, { status: { phase: 'Failed' } })).toBe(0);
  });

  test('is a second when it is negative', () => {
    expect(period({}, -1)).toBe(1);
  });
});

test('pods can be selected by where and how they run', () => {
  const running = pod(
    { nodeName: 'n', hostNetwork: true, restartPolicy: 'Never', schedulerName: 's', serviceAccountName: 'b' },
    { status: { phase: 'Running', podIPs: [{ ip: '10.1.0.1' }], nominatedNodeName: 'm' } },
  );
  const values = Object.entries(podStrategy.selectableFields!).map(([field, of]) => [field, of(running)]);
  expect(Object.fromEntries(values)).toEqual({
    'spec.nodeName': 'n',
    'spec.restartPolicy': 'Never',
    'spec.schedulerName': 's',
    'spec.serviceAccountName': 'b',
    'spec.hostNetwork': 'true',
    'status.phase': 'Running',
    'status.podIP': '10.1.0.1',
    'status.podIPs': '',
    'status.nominatedNodeName': 'm',
  });
});

test('a gated pod is unscheduled since it was made', () => {
  const gated = pod(
    { schedulingGates: [{ name: 'wait' }] },
    { metadata: { name: 'web', creationTimestamp: '2026-01-01T00:00:00Z' } },
  );
  expect(podStrategy.initialStatus!(gated)).toMatchObject({
    conditions: [{ type: 'PodScheduled', status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z' }],
  });
});

test('pods of one frozen spec share their defaulted spec', () => {
  const { spec } = freeze(pod());
  const first = podStrategy.defaults!({ metadata: { name: 'a' }, spec });
  const second = podStrategy.defaults!({ metadata: { name: 'b' }, spec });
  expect(first.spec).toBe(second.spec);
  expect(podStrategy.defaults!(first)).toBe(first);
});

test('a terminated container does not come back by a status update', () => {
  const status = (state: object) =>
    ({ containerStatuses: [{ name: 'a', state }] }) as unknown as Pod['status'];
  const old = pod({ restartPolicy: 'Never' }, { status: status({ terminated: { exitCode: 1 } }) });
  const updated = pod({ restartPolicy: 'Never' }, { status: status({ running: {} }) });
  expect(podStrategy.validateStatusUpdate!(updated, old)).toMatchObject([
    {
      field: 'status.containerStatuses[0].state',
      message: 'Forbidden: may not be transitioned to non-terminated state',
    },
  ]);
  const restarting = { ...old, spec: { ...old.spec!, restartPolicy: 'OnFailure' as const } };
  expect(podStrategy.validateStatusUpdate!(updated, restarting)).toEqual([]);
});

test('generations that a client left out of the status are kept', () => {
  const condition = (type: string, observedGeneration?: number) => ({
    type,
    status: 'True',
    observedGeneration,
  });
  const old = pod(
    {},
    { status: { observedGeneration: 3, conditions: [condition('Ready', 3), condition('x', 2)] } },
  );
  const updated = pod({}, { status: { conditions: [condition('x'), condition('Ready', 4)] } });
  expect(podStrategy.prepareForStatusUpdate!(updated, old).status).toMatchObject({
    observedGeneration: 3,
    conditions: [condition('x', 2), condition('Ready', 4)],
  });
});

test('the registry knows pods by their kind', () => {
  expect(strategyOf({ group: '', version: 'v1', kind: 'Pod' })).toBe(podStrategy);
  expect(strategyOf({ group: '', version: 'v1', kind: 'Cod' })).toBeUndefined();
});
