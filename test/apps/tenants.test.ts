import { tenants } from '../../apps/tenants/stack';
import { App } from '../../lib/constructs';
import type { SubjectAccessReview } from '../../lib/kube/generated/authorization-v1';
import type { Pod, ResourceQuota } from '../../lib/kube/generated/core-v1';
import { SubjectAccessReviews } from '../../lib/kube/generated/resources';
import { type SimulatedCluster, simulate } from '../../lib/testing';

const BLUE = 'team-blue';
const GREEN = 'team-green';

function running(): SimulatedCluster {
  const app = new App();
  tenants(app);
  const cluster = simulate(app);
  cluster.settle();
  return cluster;
}

function ask(cluster: SimulatedCluster, from: string, to: string) {
  const [pod] = cluster.list<Pod>('Pod', from);
  return cluster.request(`http://app.${to}`, { from: `${from}/${pod!.metadata.name}` });
}

describe('network', () => {
  test.each([BLUE, GREEN])('people from outside reach %s', (team) => {
    expect(running()).toServe(`http://${team}.example.com/`);
  });

  test('green may ask blue, as it declares, and not the other way round', () => {
    const cluster = running();
    expect(ask(cluster, GREEN, BLUE).response?.status).toBe(200);
    expect(ask(cluster, BLUE, GREEN).failure).toContain('NetworkPolicy');
  });
});

describe('budget', () => {
  test('no team can take more than its own', () => {
    const cluster = running();
    cluster.patch(`${GREEN}/Deployment/app`, { spec: { replicas: 50 } });
    cluster.advance('2m');
    const { status } = cluster.get<ResourceQuota>(`${GREEN}/ResourceQuota/quota`);
    expect(status!.used!['requests.cpu']).toBe('2');
    expect(cluster.list('Pod', GREEN)).toHaveLength(20);
    expect(cluster).toServe(`http://${BLUE}.example.com/`);
  });

  test('a container that says nothing gets what the team has decided', () => {
    const cluster = running();
    cluster.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'plain', namespace: BLUE },
      spec: {
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'plain',
            image: 'registry.example.com/plain:1',
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        ],
      },
    } as never);
    expect(cluster.get<Pod>(`${BLUE}/Pod/plain`).spec!.containers[0]!.resources).toEqual({
      requests: { cpu: '50m', memory: '64Mi' },
      // What is allowed at most is the limit of a container that says nothing.
      limits: { cpu: '2', memory: '128Mi' },
    });
  });
});

describe('rights', () => {
  const cluster = running();
  const may = (group: string, verb: string, resource: string, namespace: string, subresource?: string) => {
    const [plural, apiGroup] = resource.split('.');
    const review: SubjectAccessReview = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      metadata: {},
      spec: {
        user: 'anna',
        groups: [group],
        resourceAttributes: { verb, group: apiGroup, resource: plural, subresource, namespace },
      },
    };
    return cluster.api.create(SubjectAccessReviews, review).status!.allowed;
  };

  test('members manage what is their own', () => {
    expect(may(BLUE, 'delete', 'deployments.apps', BLUE)).toBe(true);
    expect(may(BLUE, 'get', 'pods', BLUE, 'log')).toBe(true);
    expect(may(BLUE, 'create', 'pods', BLUE, 'exec')).toBe(true);
  });

  test('but not their walls: quota, roles and secrets', () => {
    expect(may(BLUE, 'update', 'resourcequotas', BLUE)).toBe(false);
    expect(may(BLUE, 'create', 'rolebindings.rbac.authorization.k8s.io', BLUE)).toBe(false);
    expect(may(BLUE, 'get', 'secrets', BLUE)).toBe(false);
  });

  test('and nothing of the other team', () => {
    expect(may(BLUE, 'delete', 'deployments.apps', GREEN)).toBe(false);
    expect(may(BLUE, 'get', 'pods', GREEN, 'log')).toBe(false);
  });

  test('guests may look', () => {
    expect(may('all-teams', 'list', 'pods', GREEN)).toBe(true);
    expect(may('all-teams', 'delete', 'pods', GREEN)).toBe(false);
  });
});
