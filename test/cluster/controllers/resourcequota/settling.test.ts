import { VirtualCluster } from '../../../../lib/cluster/virtual-cluster';
import {
  Jobs,
  Pods,
  ReplicaSets,
  ResourceQuotas,
  StatefulSets,
} from '../../../../lib/kube/generated/resources';

const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a' }] } };
const set = { replicas: 3, selector: { matchLabels: { app: 'a' } }, template };
const metadata = { name: 'a', namespace: 'default' };

test.each([
  ['ReplicaSet', ReplicaSets, set],
  ['StatefulSet', StatefulSets, { ...set, serviceName: 'a' }],
  [
    'Job',
    Jobs,
    { parallelism: 3, template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
  ],
] as const)(
  'a %s that a quota keeps from its pods does not keep a cluster from settling',
  (_, type, spec) => {
    const cluster = new VirtualCluster({ nodes: 1 });
    const client = cluster.admin('test');
    client.create(ResourceQuotas, { metadata, spec: { hard: { pods: '0' } } });
    client.create<object & { readonly metadata: typeof metadata }>(
      type as never,
      { metadata, spec } as never,
    );
    expect(cluster.settle()).toBeLessThan(60_000);
    expect(client.list(Pods, 'default').items).toEqual([]);
  },
);
