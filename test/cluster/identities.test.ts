import { type AccessRequest, UnionAuthorizer } from '../../lib/cluster/apiserver/authorization/authorizer';
import {
  ADMIN,
  API_SERVER,
  CONTROLLER_MANAGER,
  KUBELETS,
  NETWORK,
  SCHEDULER,
} from '../../lib/cluster/identities';
import { VirtualCluster } from '../../lib/cluster/virtual-cluster';
import { Deployments, Nodes, Pods } from '../../lib/kube/generated/resources';
import { type KubeObject, parseApiVersion } from '../../lib/kube/object';

const labels = { app: 'web' };
const template = {
  metadata: { labels },
  spec: {
    containers: [
      {
        name: 'web',
        image: 'web:1',
        ports: [{ containerPort: 80 }],
        envFrom: [{ configMapRef: { name: 'settings' } }, { secretRef: { name: 'key' } }],
        readinessProbe: { httpGet: { path: '/', port: 80 } },
      },
    ],
    volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
  },
};
const metadata = { name: 'web', namespace: 'default' };

const OBJECTS: readonly KubeObject[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: { replicas: 3, selector: { matchLabels: labels }, template },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, name: 'settings' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { ...metadata, name: 'key' } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { type: 'LoadBalancer', selector: labels, ports: [{ port: 80 }] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: { podSelector: { matchLabels: labels }, policyTypes: ['Ingress'] },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { selector: { matchLabels: labels }, minAvailable: 1 },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name: 'huge' },
    spec: { containers: [{ name: 'a', image: 'a', resources: { requests: { cpu: '100' } } }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name: 'stuck' },
    spec: { containers: [{ name: 'a', image: 'a', envFrom: [{ secretRef: { name: 'no-such' } }] }] },
  },
] as readonly KubeObject[];

/** What the authorizers refused while `act` ran, as `user verb group/resource/subresource`. */
function refusalsDuring(act: () => void): readonly string[] {
  const refused = new Set<string>();
  const original = UnionAuthorizer.prototype.authorize;
  const spy = jest.spyOn(UnionAuthorizer.prototype, 'authorize').mockImplementation(function (
    this: UnionAuthorizer,
    request: AccessRequest,
  ) {
    const decision = original.call(this, request);
    const { user, verb, group, resource, subresource } = request;
    if (!decision.allowed) refused.add(`${user.name} ${verb} ${group}/${resource}/${subresource}`);
    return decision;
  });
  try {
    act();
  } finally {
    spy.mockRestore();
  }
  return [...refused].sort();
}

test('no component asks for what its roles do not allow, whatever happens in the cluster', () => {
  const refused = refusalsDuring(() => {
    const cluster = new VirtualCluster();
    const admin = cluster.admin('test');
    for (const object of OBJECTS) {
      const type = cluster.catalogue.findKind({ ...parseApiVersion(object.apiVersion!), kind: object.kind! });
      admin.create(type!, object);
    }
    cluster.advance(120_000);
    const body = { spec: { template: { spec: { containers: [{ name: 'web', image: 'web:2' }] } } } };
    admin.patch(Deployments, 'default', 'web', 'strategic', body);
    cluster.advance(120_000);
    expect(admin.get(Deployments, 'default', 'web').status?.readyReplicas).toBe(3);
    const [pod] = admin.list(Pods, 'default', { labelSelector: 'app=web' }).items;
    cluster.fleet!.fail(pod!.spec!.nodeName!);
    cluster.advance(600_000);
    admin.delete(Nodes, '', pod!.spec!.nodeName!);
    admin.delete(Deployments, 'default', 'web', { propagationPolicy: 'Foreground' });
    cluster.advance(300_000);
    expect(admin.list(Pods, 'default', { labelSelector: 'app=web' }).items).toEqual([]);
    cluster.stop();
  });
  expect(refused).toEqual([]);
});

test('nobody but the administrator and the API server itself is a superuser', () => {
  const isSuperuser = ({ groups }: { readonly groups: readonly string[] }) =>
    groups.includes('system:masters');
  const processes = [CONTROLLER_MANAGER, SCHEDULER, KUBELETS, NETWORK];
  const users = processes.flatMap(({ user, partUser }) => [
    user,
    partUser('x'),
    partUser('tokens-controller'),
  ]);
  expect(users.filter(isSuperuser)).toEqual([]);
  expect([ADMIN, API_SERVER].map(isSuperuser)).toEqual([true, true]);
});

test('controllers act as service accounts of kube-system, kubelets as their nodes', () => {
  expect(CONTROLLER_MANAGER.partUser('deployment-controller')).toEqual({
    name: 'system:serviceaccount:kube-system:deployment-controller',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
  });
  expect(CONTROLLER_MANAGER.partUser('taint-eviction-controller').name).toBe(
    'system:serviceaccount:kube-system:node-controller',
  );
  expect(CONTROLLER_MANAGER.partUser('tokens-controller').name).toBe('system:kube-controller-manager');
  expect(KUBELETS.partUser('node-1')).toEqual({
    name: 'system:node:node-1',
    groups: ['system:nodes', 'system:authenticated'],
  });
  expect(SCHEDULER.partUser('anything').name).toBe('system:kube-scheduler');
});
