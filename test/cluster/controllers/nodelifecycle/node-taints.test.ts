import { outdatedLabels, zoneOf } from '../../../../lib/cluster/controllers/nodelifecycle/node-labels';
import { scheduleTaintChange } from '../../../../lib/cluster/controllers/nodelifecycle/node-taints';
import type { Node, Taint } from '../../../../lib/kube/generated/core-v1';

const node = (conditions: { readonly [type: string]: string }, spec: Node['spec'] = {}): Node => ({
  metadata: { name: 'a' },
  spec,
  status: { conditions: Object.entries(conditions).map(([type, status]) => ({ type, status })) },
});

const taint = (key: string, effect: Taint['effect'] = 'NoSchedule'): Taint => ({
  key: `node.kubernetes.io/${key}`,
  effect,
});

test.each([
  ['Ready', 'False', 'not-ready'],
  ['Ready', 'Unknown', 'unreachable'],
  ['MemoryPressure', 'True', 'memory-pressure'],
  ['DiskPressure', 'True', 'disk-pressure'],
  ['PIDPressure', 'True', 'pid-pressure'],
  ['NetworkUnavailable', 'True', 'network-unavailable'],
])('%s=%s is the taint %s', (type, status, key) => {
  expect(scheduleTaintChange(node({ [type]: status }))).toEqual({ add: [taint(key)], remove: [] });
});

test('a healthy node loses the taints of its conditions, and keeps all others', () => {
  const taints = [
    taint('not-ready'),
    taint('not-ready', 'NoExecute'),
    { key: 'mine', effect: 'NoSchedule' as const },
  ];
  expect(scheduleTaintChange(node({ Ready: 'True' }, { taints }))).toEqual({
    add: [],
    remove: [taint('not-ready')],
  });
});

test('the labels of old follow those of today', () => {
  const labels = {
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'arm64',
    'beta.kubernetes.io/arch': 'amd64',
  };
  expect(outdatedLabels({ metadata: { name: 'a', labels } })).toEqual({
    'beta.kubernetes.io/os': 'linux',
    'beta.kubernetes.io/arch': 'arm64',
  });
  expect(outdatedLabels({ metadata: { name: 'a' } })).toBeUndefined();
});

test('zones of different regions are different', () => {
  const zone = (region: string) =>
    zoneOf({
      metadata: { labels: { 'topology.kubernetes.io/region': region, 'topology.kubernetes.io/zone': 'a' } },
    });
  expect(zone('north')).not.toBe(zone('south'));
  expect(zoneOf({ metadata: {} })).toBe('');
});
