import { App } from 'cdk8s';
import { typical } from '../../apps/typical/stack';
import { type SimulatedCluster, simulate } from '../../lib/testing';

const URL = 'https://typical.example.com/';

describe('the desired state comes back', () => {
  let cluster: SimulatedCluster;

  beforeEach(() => {
    const app = new App();
    typical(app);
    cluster = simulate(app);
    cluster.settle();
  });

  test('the application serves once the cluster has settled', () => {
    expect(cluster.get('Deployment/frontend')).toBeReady();
    expect(cluster.get('Service/backend')).toBeReady();
    expect(cluster).toServe(URL);
    expect(cluster).toServe(`${URL}api`);
  });

  test('requests go round all pods', () => {
    const pods = cluster.podsOf('Service/frontend').map(({ name }) => `typical/${name}`);
    const answering = Array.from({ length: 6 }, () => cluster.request(URL).pod);
    expect(new Set(answering)).toEqual(new Set(pods));
  });

  test('a deleted pod is created again', () => {
    const [victim] = cluster.podsOf('Deployment/frontend');
    cluster.killPod(victim!.name);
    cluster.settle();
    const names = cluster.podsOf('Deployment/frontend').map(({ name }) => name);
    expect(names).toHaveLength(3);
    expect(names).not.toContain(victim!.name);
    expect(cluster.get('Deployment/frontend')).toBeReady();
  });

  test('a crashed container is restarted in its pod', () => {
    const [victim] = cluster.podsOf('Deployment/frontend');
    cluster.killContainer(victim!.name);
    cluster.settle();
    const after = cluster.podsOf('Deployment/frontend').find(({ name }) => name === victim!.name);
    expect(after).toMatchObject({ ready: true, restarts: 1 });
  });

  test('pods of a dead node are created elsewhere, and nobody gets an error after that', () => {
    const dead = cluster.podsOf('Deployment/frontend')[0]!.node!;
    cluster.failNode(dead);
    cluster.advance('7m');
    const nodes = cluster.podsOf('Deployment/frontend').map(({ node }) => node);
    expect(nodes).toHaveLength(3);
    expect(nodes).not.toContain(dead);
    expect(cluster.get('Deployment/frontend')).toBeReady();
    for (let request = 0; request < 6; request++) expect(cluster).toServe(URL);
  });

  test('a node that comes back takes pods again', () => {
    const [node] = cluster.nodes();
    cluster.failNode(node!);
    cluster.advance('2m');
    cluster.recoverNode(node!);
    cluster.advance('2m');
    cluster.scale('Deployment/frontend', 9);
    cluster.settle();
    expect(cluster.podsOf('Deployment/frontend').map((pod) => pod.node)).toContain(node);
  });

  test('more replicas are created, and extra ones removed', () => {
    cluster.scale('Deployment/frontend', 5);
    cluster.settle();
    expect(cluster.podsOf('Deployment/frontend').filter(({ ready }) => ready)).toHaveLength(5);
    cluster.scale('Deployment/frontend', 2);
    cluster.settle();
    expect(cluster.podsOf('Deployment/frontend')).toHaveLength(2);
  });
});

test('a container that does not answer its health check is killed and replaced', () => {
  const app = new App();
  typical(app);
  const hangs = { pod: 'frontend-*', workload: { outage: { after: '60s', as: 'hang' } } } as const;
  const cluster = simulate(app, { workloads: [hangs] });
  cluster.advance('3m');
  const [pod] = cluster.podsOf('Deployment/frontend');
  expect(pod!.restarts).toBeGreaterThan(0);
  expect(cluster.eventsOf(`Pod/${pod!.name}`)).toContain(
    'Killing: Container frontend failed liveness probe, will be restarted',
  );
});
