import {
  targetNode,
  templateForNode,
  tolerantSpec,
} from '../../../../lib/cluster/controllers/daemonset/daemon-template';
import { daemonSet } from './daemons';

test('daemons tolerate what nodes go through, and those on the host network even more', () => {
  const own = { key: 'own', operator: 'Exists' } as const;
  const keys = (hostNetwork: boolean) =>
    tolerantSpec({ containers: [], tolerations: [own], hostNetwork }).tolerations!.map(({ key }) => key);
  expect(keys(false)).toEqual([
    'own',
    'node.kubernetes.io/not-ready',
    'node.kubernetes.io/unreachable',
    'node.kubernetes.io/disk-pressure',
    'node.kubernetes.io/memory-pressure',
    'node.kubernetes.io/pid-pressure',
    'node.kubernetes.io/unschedulable',
  ]);
  expect(keys(true).at(-1)).toBe('node.kubernetes.io/network-unavailable');
});

test('a toleration with an end is replaced by the one without', () => {
  const short = {
    key: 'node.kubernetes.io/not-ready',
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 5,
  } as const;
  const { tolerations } = tolerantSpec({ containers: [], tolerations: [short] });
  expect(tolerations![0]).toEqual({ key: short.key, operator: 'Exists', effect: 'NoExecute' });
  expect(tolerations!.filter(({ key }) => key === short.key)).toHaveLength(1);
});

test('a pod is made for one node, and what else its affinity says stays', () => {
  const term = { matchExpressions: [{ key: 'disk', operator: 'Exists' as const }] };
  const affinity = {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] },
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: term }],
    },
  };
  const { metadata, spec } = templateForNode(daemonSet({}, { affinity }), 'hash', 'node-a');
  expect(metadata!.labels).toEqual({ app: 'web', 'controller-revision-hash': 'hash' });
  expect(spec!.affinity!.nodeAffinity).toEqual({
    ...affinity.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-a'] }] }],
    },
  });
  expect(targetNode({ metadata: {}, spec })).toBe('node-a');
});

test('the node that a pod is on counts', () => {
  expect(targetNode({ metadata: {}, spec: { containers: [], nodeName: 'node-b' } })).toBe('node-b');
  expect(targetNode({ metadata: {}, spec: { containers: [] } })).toBeUndefined();
});
