import {
  isOverdue,
  observeHealth,
  unknownConditions,
} from '../../../../lib/cluster/controllers/nodelifecycle/node-health';
import type { Node, NodeCondition } from '../../../../lib/kube/generated/core-v1';

const START = Date.UTC(2026, 0, 1);
const time = (seconds: number) => new Date(START + seconds * 1000).toISOString().replace('.000', '');

function node(conditions: readonly NodeCondition[] = []): Node {
  return { metadata: { name: 'a', creationTimestamp: time(0) }, status: { conditions } };
}

const ready = (heartbeat: number, status = 'True'): NodeCondition => ({
  type: 'Ready',
  status,
  lastHeartbeatTime: time(heartbeat),
  lastTransitionTime: time(0),
});

const at = (seconds: number) => START + seconds * 1000;

test('a node is overdue fifty seconds after the last sign of life', () => {
  const health = observeHealth(undefined, node([ready(0)]), undefined, at(10));
  expect(isOverdue(health, at(60))).toBe(false);
  expect(isOverdue(health, at(60) + 1)).toBe(true);
});

test('a node that has never reported gets sixty seconds from its creation', () => {
  const health = observeHealth(undefined, node(), undefined, at(30));
  expect([isOverdue(health, at(60)), isOverdue(health, at(61))]).toEqual([false, true]);
});

test('a renewed lease is a sign of life', () => {
  const first = observeHealth(undefined, node([ready(0)]), '2026-01-01T00:00:00.000000Z', at(0));
  const second = observeHealth(first, node([ready(0)]), '2026-01-01T00:00:40.000000Z', at(42));
  expect(second.probedAt).toBe(at(42));
  expect(observeHealth(second, node([ready(0)]), '2026-01-01T00:00:40.000000Z', at(47)).probedAt).toBe(
    at(42),
  );
});

test('a new heartbeat in the status is a sign of life', () => {
  const first = observeHealth(undefined, node([ready(0)]), undefined, at(0));
  expect(observeHealth(first, node([ready(20)]), undefined, at(21)).probedAt).toBe(at(21));
});

test('all that a kubelet reports becomes unknown', () => {
  const network: NodeCondition = { type: 'NetworkUnavailable', status: 'False' };
  const after = unknownConditions(node([ready(0), network]), at(51));
  expect(after).toContainEqual({
    ...ready(0),
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
    lastTransitionTime: time(51),
  });
  expect(after).toContainEqual(network);
  expect(after).toContainEqual({
    type: 'DiskPressure',
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastHeartbeatTime: time(0),
    lastTransitionTime: time(51),
  });
  expect(unknownConditions(node(after), at(99))).toBe(node(after).status!.conditions);
});
