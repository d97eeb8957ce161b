import { UNCONTROLLED_KINDS } from '../../../../lib/cluster/apiserver/admission/uncontrolled-kinds';
import { VirtualClock } from '../../../../lib/cluster/clock/virtual-clock';
import { Cluster } from '../../../../lib/cluster/cluster';
import { parseApiVersion } from '../../../../lib/kube/object';
import { ResourceCatalogue } from '../../../../lib/kube/resource-catalogue';
import { qualified } from '../../../../lib/kube/status';

const USER = { name: 'somebody', groups: ['system:masters', 'system:authenticated'] };

function warningsAbout(apiVersion: string, resource: string, kind: string, spec: unknown): readonly string[] {
  const cluster = new Cluster({ clock: new VirtualClock(), nodes: 0 });
  const { warnings } = cluster.api.handle({
    ...parseApiVersion(apiVersion),
    user: USER,
    agent: 'test',
    verb: 'create',
    resource,
    namespace: 'default',
    body: { apiVersion, kind, metadata: { name: 'web', namespace: 'default' }, spec },
    options: {},
  });
  cluster.stop();
  return warnings;
}

test('who creates an object that no controller will act upon is told so', () => {
  const spec = { spec: { devices: {} } };
  expect(
    warningsAbout('resource.k8s.io/v1', 'resourceclaimtemplates', 'ResourceClaimTemplate', spec),
  ).toEqual(['the simulated cluster runs no controller for ResourceClaimTemplate yet']);
});

test('who creates an object that has a controller is not', () => {
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } };
  const spec = { selector: { matchLabels: labels }, template };
  expect(warningsAbout('apps/v1', 'deployments', 'Deployment', spec)).toEqual([]);
});

test('every kind without a controller is one that is served', () => {
  const served = new Set([...ResourceCatalogue.kubernetes().all()].map(qualified));
  expect(UNCONTROLLED_KINDS.filter((resource) => !served.has(resource))).toEqual([]);
});
