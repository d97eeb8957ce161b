import type { TraceStep } from '../../../lib/cluster/trace/pod-trace';
import { VirtualCluster } from '../../../lib/cluster/virtual-cluster';
import type { Deployment } from '../../../lib/kube/generated/apps-v1';
import type { Service } from '../../../lib/kube/generated/core-v1';
import { Deployments, Pods, Services } from '../../../lib/kube/generated/resources';

const LABELS = { app: 'web' };
const SERVICE: Service = {
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: LABELS, ports: [{ port: 80 }] },
};
const DEPLOYMENT: Deployment = {
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    selector: { matchLabels: LABELS },
    template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
  },
};

function steps(): { cluster: VirtualCluster; trace: readonly TraceStep[]; pod: string } {
  const cluster = new VirtualCluster({ nodes: 1 });
  const admin = cluster.admin('kubectl/v1.36');
  admin.create(Services, SERVICE);
  admin.create(Deployments, DEPLOYMENT);
  cluster.settle();
  const pod = admin.list(Pods, 'default').items[0]!.metadata.name!;
  return { cluster, pod, trace: cluster.trace('default', pod) };
}

test('the path of a pod leads from the request through every component to its traffic', () => {
  const { trace, pod } = steps();
  const told = trace.map(({ component, action }) => `${component}: ${action}`.replaceAll(pod, 'POD'));
  expect(told.map((line) => line.replace(/web-[a-z0-9]{5,10}\b/g, 'web-X'))).toEqual([
    'kubectl: created Deployment default/web',
    'deployment-controller: created ReplicaSet default/web-X',
    'replicaset-controller: created Pod default/POD',
    'kube-scheduler: bound the pod to node-1',
    'kubelet on node-1: gave it the address 10.244.0.2, reported phase Running, reported it ready',
    'endpointslice-controller: listed it as ready in EndpointSlice default/web-X',
    'kube-proxy: sends it traffic of Service default/web',
  ]);
});

test('the steps are in the order of their time', () => {
  const times = steps().trace.map(({ time }) => time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('the history says nothing of a pod that never was', () => {
  expect(steps().cluster.trace('default', 'nobody')).toEqual([]);
});

test('a write is explained by its user, the role that allows it and the admission plugins that looked at it', () => {
  const { cluster, trace } = steps();
  const creation = trace.find(({ action }) => action.startsWith('created Pod'))!;
  expect(cluster.explain(creation.write!)).toMatchObject({
    user: 'system:serviceaccount:kube-system:replicaset-controller',
    authorization: expect.stringContaining(
      'allowed by ClusterRoleBinding "system:controller:replicaset-controller"',
    ),
    admission: expect.arrayContaining(['NamespaceLifecycle', 'ServiceAccount', 'PodSecurity']),
    request: expect.stringMatching(/^create pods default\/web-/),
  });
});
