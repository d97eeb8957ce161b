import {
  proposeReplicas,
  type ReplicaQuestion,
} from '../../../../lib/cluster/controllers/podautoscaler/replica-calculator';
import type { Pod } from '../../../../lib/kube/generated/core-v1';

const NOW = Date.parse('2026-01-01T01:00:00Z');
const TOLERANCES = { down: 0.1, up: 0.1 };

interface PodInput {
  readonly cpu?: number;
  readonly phase?: 'Running' | 'Pending' | 'Failed';
  readonly ready?: boolean;
}

function propose(inputs: readonly PodInput[], rest: Partial<ReplicaQuestion> = {}) {
  const pods = inputs.map(({ phase = 'Running' as const, ready = true }, index): Pod => {
    const at = '2026-01-01T00:00:00Z';
    const condition = { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: at };
    return {
      metadata: { name: String(index) },
      spec: { containers: [{ name: 'web', resources: { requests: { cpu: '100m' } } }] },
      status: { phase, startTime: at, conditions: [condition] },
    };
  });
  const usage = ({ metadata }: Pod) => {
    const { cpu } = inputs[Number(metadata.name)]!;
    if (cpu === undefined) return undefined;
    return { at: NOW, window: 15_000, containers: new Map([['web', { cpu, memory: 2 ** 20 }]]) };
  };
  return proposeReplicas({
    metrics: { usage },
    pods,
    replicas: pods.length,
    tolerances: TOLERANCES,
    target: { utilization: 50 },
    resource: 'cpu',
    now: NOW,
    ...rest,
  });
}

const busy = { cpu: 100 };
const idle = { cpu: 10 };

test('the number follows the ratio of use and target', () => {
  expect(propose([busy, busy])).toEqual({ replicas: 4, utilization: 100, average: 100 });
  expect(propose([idle, idle, idle, idle, idle])).toEqual({ replicas: 1, utilization: 10, average: 10 });
  expect(propose([busy, busy], { target: { value: 50 } })).toEqual({ replicas: 4, average: 100 });
});

test('a small difference changes nothing', () => {
  expect(propose([{ cpu: 54 }, { cpu: 54 }]).replicas).toBe(2);
  expect(propose([{ cpu: 56 }, { cpu: 56 }]).replicas).toBe(3);
  expect(propose([{ cpu: 54 }, { cpu: 54 }], { tolerances: { down: 0, up: 0 } }).replicas).toBe(3);
});

test('a pod that nobody has measured is taken to be idle when there are too few, and busy when there are too many', () => {
  expect(propose([busy, busy, {}]).replicas).toBe(4);
  expect(propose([idle, idle, {}]).replicas).toBe(3);
  expect(propose([idle, idle, idle, idle, idle, idle, {}]).replicas).toBe(4);
});

test('pods that do not run yet count as idle when there are too few', () => {
  expect(propose([busy, busy, { phase: 'Pending' }]).replicas).toBe(4);
  expect(propose([idle, idle, { phase: 'Pending' }]).replicas).toBe(1);
  expect(propose([busy, busy, { phase: 'Failed' }]).replicas).toBe(4);
});

test('a pod that is not ready, and never was, does not count', () => {
  expect(propose([busy, busy, { cpu: 100, ready: false }]).replicas).toBe(4);
});

test('memory is measured in bytes', () => {
  expect(propose([busy], { resource: 'memory', target: { value: 2 ** 19 * 1000 } })).toEqual({
    replicas: 2,
    average: 2 ** 20 * 1000,
  });
});

test('what cannot be computed is told', () => {
  expect(() => propose([{}])).toThrow('no metrics returned from resource metrics API');
  expect(() => propose([{ cpu: 10, phase: 'Pending' }])).toThrow('did not receive metrics for targeted pods');
  expect(() => propose([busy], { resource: 'memory' })).toThrow(
    'missing request for memory in container web of Pod 0',
  );
  expect(() => propose([busy], { container: 'side' })).toThrow('container side not found in Pod 0');
});
