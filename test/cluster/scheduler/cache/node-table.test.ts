import fc from 'fast-check';
import { Filters } from '../../../../lib/cluster/scheduler/algorithm/filters';
import { scoreNodes } from '../../../../lib/cluster/scheduler/algorithm/prioritize';
import { PodInfo } from '../../../../lib/cluster/scheduler/cache/pod-info';
import { SchedulerCache } from '../../../../lib/cluster/scheduler/cache/scheduler-cache';
import { DEFAULT_PROFILE } from '../../../../lib/cluster/scheduler/default-profile';
import { explainScheduling } from '../../../../lib/cluster/scheduler/explain';
import type { ClusterView } from '../../../../lib/cluster/scheduler/framework/cluster-view';
import { fixedObjects } from '../../../../lib/cluster/scheduler/listers';
import type { Node, Pod } from '../../../../lib/kube/generated/core-v1';
import { nodeOf, podOf } from '../situation';

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { app: 'a' } },
};
const near = (app: string, topologyKey: string) => ({ topologyKey, labelSelector: { matchLabels: { app } } });
const ZONE = 'topology.kubernetes.io/zone';

/** Everything that is counted incrementally matters to at least one of these. */
const SUBJECTS: readonly Pod[] = [
  podOf({ labels: { app: 'a' }, cpu: '100m' }),
  podOf({
    labels: { app: 'a' },
    spec: {
      affinity: {
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 3, podAffinityTerm: near('b', ZONE) }],
        },
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [near('a', 'kubernetes.io/hostname')],
        },
      },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: ZONE,
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'a' } },
        },
      ],
    },
  }),
  podOf({
    labels: { app: 'b' },
    spec: {
      affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [near('a', ZONE)] } },
      containers: [{ name: 'main', image: 'main', ports: [{ containerPort: 80, hostPort: 80 }] }],
    },
  }),
];

const nodeNames = ['n0', 'n1', 'n2', 'n3'];
const anyNode = fc.record({
  name: fc.constantFrom(...nodeNames),
  zone: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
  cpu: fc.constantFrom('1', '4'),
});
/** What a pod is like beside its labels and requests never changes: it goes with the UID. */
const KINDS = { 0: 'plain', 1: 'averse', 2: 'fond', 3: 'port', 4: 'averse', 5: 'fond', 6: 'plain' } as const;
const UIDS = Object.keys(KINDS) as unknown as readonly (keyof typeof KINDS)[];
const anyPod = fc
  .record({
    uid: fc.constantFrom(...UIDS),
    node: fc.constantFrom(...nodeNames),
    app: fc.constantFrom('a', 'b'),
    cpu: fc.constantFrom('100m', '700m'),
    isLeaving: fc.boolean(),
  })
  .map((pod) => ({ ...pod, uid: String(pod.uid), kind: KINDS[pod.uid] }));
const anyStep = fc.oneof(
  fc.record({ setNode: anyNode }),
  fc.record({ removeNode: fc.constantFrom(...nodeNames) }),
  fc.record({ setPod: anyPod }),
  fc.record({ removePod: fc.constantFrom(...UIDS).map(String) }),
);

interface AnyPod {
  readonly uid: string;
  readonly node: string;
  readonly app: string;
  readonly cpu: string;
  readonly kind: string;
  readonly isLeaving: boolean;
}

type Step =
  | { setNode: { name: string; zone?: string; cpu: string } }
  | { removeNode: string }
  | { setPod: AnyPod }
  | { removePod: string };

function podFrom({ uid, node, app, cpu, kind, isLeaving }: AnyPod): Pod {
  const affinity =
    kind === 'averse'
      ? { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [near('a', ZONE)] } }
      : kind === 'fond'
        ? {
            podAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                { weight: 7, podAffinityTerm: near('a', ZONE) },
              ],
            },
          }
        : undefined;
  const ports = kind === 'port' ? [{ containerPort: 80, hostPort: 80 }] : [];
  const containers = [{ name: 'main', image: 'main', resources: { requests: { cpu } }, ports }];
  const metadata = { uid, ...(isLeaving ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) };
  const pod = podOf({
    name: `p${uid}`,
    labels: { app },
    node,
    spec: { containers, ...(affinity ? { affinity } : {}) },
  });
  return { ...pod, metadata: { ...pod.metadata, ...metadata } };
}

function opinions(cluster: ClusterView): unknown {
  return SUBJECTS.map((subject) => {
    const pod = PodInfo.of(subject);
    const filters = Filters.prepare(pod, cluster, DEFAULT_PROFILE);
    if ('preFilter' in filters) return filters.preFilter;
    const nodes = cluster.nodes.list();
    const feasible = nodes.filter((node) => !filters.run(node));
    const scores = scoreNodes(pod, feasible, cluster, DEFAULT_PROFILE);
    return Object.fromEntries(
      nodes.map((node) => {
        const index = feasible.indexOf(node);
        const values = scores.map(({ plugin, scores: all }) => `${plugin} ${all[index]}`);
        return [node.name, index < 0 ? filters.run(node)!.reasons : values];
      }),
    );
  });
}

test('what is counted as pods and nodes come and go is what counting them anew gives', () => {
  const objects = fixedObjects([service]);
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
      const cache = new SchedulerCache();
      const nodes = new Map<string, Node>();
      const pods = new Map<string, Pod>();
      for (const step of steps as Step[]) {
        if ('setNode' in step) {
          const node = nodeOf(step.setNode);
          nodes.set(step.setNode.name, node);
          cache.setNode(node);
        } else if ('removeNode' in step) {
          const node = nodes.get(step.removeNode);
          nodes.delete(step.removeNode);
          if (node) cache.removeNode(node);
        } else if ('setPod' in step) {
          const pod = podFrom(step.setPod);
          pods.set(step.setPod.uid, pod);
          cache.setPod(pod);
        } else {
          pods.delete(step.removePod);
          cache.removePod(step.removePod);
        }
        // Asking makes the table remember what it has counted.
        opinions({ nodes: cache.nodes, objects });
      }
      const fresh = new SchedulerCache();
      for (const node of nodes.values()) fresh.setNode(node);
      for (const pod of pods.values()) fresh.setPod(pod);
      expect(opinions({ nodes: cache.nodes, objects })).toEqual(opinions({ nodes: fresh.nodes, objects }));
    }),
    { numRuns: 200 },
  );
});

test('a pod that was assumed and forgotten leaves nothing behind', () => {
  const cache = new SchedulerCache();
  cache.setNode(nodeOf({ name: 'n1', cpu: '1' }));
  const pod = PodInfo.of(podOf({ cpu: '1', metadata: { uid: '1' } }));
  cache.assume(pod, 'n1');
  expect(cache.nodes.get('n1')!.requested.cpu).toBe(1000);
  expect(cache.forget('1')).toBe('n1');
  expect(cache.nodes.get('n1')!.requested.cpu).toBe(0);
  expect(cache.isAssumed('1')).toBe(false);
});

test('an assumed pod that turns up elsewhere is counted there', () => {
  const cache = new SchedulerCache();
  cache.setNode(nodeOf({ name: 'n1' }));
  cache.setNode(nodeOf({ name: 'n2' }));
  cache.assume(PodInfo.of(podOf({ cpu: '1', metadata: { uid: '1' } })), 'n1');
  cache.setPod(podOf({ cpu: '1', node: 'n2', metadata: { uid: '1' } }));
  expect(cache.nodes.get('n1')!.pods.size).toBe(0);
  expect(cache.nodes.get('n2')!.requested.cpu).toBe(1000);
});

test('a node with images of many nodes is explained by where they are', () => {
  const images = [{ names: ['a:1'], sizeBytes: 900_000_000 }];
  const spec = { containers: [{ name: 'main', image: 'a:1' }] };
  const { nodes } = explainScheduling(podOf({ spec }), {
    nodes: [nodeOf({ name: 'n1', images }), nodeOf({ name: 'n2' })],
  });
  expect(nodes.map(({ scores }) => scores.ImageLocality! > 0)).toEqual([true, false]);
});
