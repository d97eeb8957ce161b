import { shopSettings } from '../../apps/shop/settings';
import { shop } from '../../apps/shop/stack';
import { App, ConstructError, WebService, Worker } from '../../lib/constructs';
import type { Job } from '../../lib/kube/generated/batch-v1';
import { Quantity } from '../../lib/kube/quantity';
import { type SimulatedCluster, simulate } from '../../lib/testing';

const SCALED = ['api', 'cart', 'payment', 'frontend', 'fulfilment'];

function running(nodes: number): SimulatedCluster {
  const app = new App();
  shop(app);
  const cluster = simulate(app, { nodes });
  cluster.settle();
  return cluster;
}

const workloadsOf = (environment: (typeof shopSettings.names)[number]) =>
  shop(new App(), environment)
    .node.findAll()
    .filter((one): one is WebService | Worker => one instanceof WebService || one instanceof Worker);

test('customers reach every service', () => {
  const cluster = running(3);
  for (const path of ['/', '/api', '/cart', '/pay'])
    expect(cluster).toServe(`https://shop.example.com${path}`);
});

test('the database is migrated by a job that ends', () => {
  const cluster = running(3);
  const [migration] = cluster.list<Job>('Job');
  expect(migration!.metadata.name).toMatch(/^migrate-/);
  expect(cluster.get(`Job/${migration!.metadata.name}`)).toBeReady();
});

test('ten times the traffic fits on twelve nodes, and no node has much more than its share', () => {
  const cluster = running(12);
  for (const name of SCALED) cluster.scale(`Deployment/${name}`, 30);
  expect(cluster.settle()).toBeLessThan(60_000);
  for (const name of SCALED) {
    const pods = cluster.podsOf(`Deployment/${name}`);
    expect(pods.filter(({ ready }) => ready)).toHaveLength(30);
    const perNode = cluster.nodes().map((node) => pods.filter((pod) => pod.node === node).length);
    expect(Math.max(...perNode)).toBeLessThanOrEqual(6);
  }
});

test('when a node dies, customers are served on, and its pods come back elsewhere', () => {
  const cluster = running(4);
  for (const name of SCALED) cluster.scale(`Deployment/${name}`, 3);
  cluster.settle();
  const [pod] = cluster.podsOf('Deployment/api');
  cluster.failNode(pod!.node!);
  cluster.advance('7m');
  expect(cluster.podsOf('Deployment/api').filter(({ ready }) => ready)).toHaveLength(3);
  expect(cluster).toServe('https://shop.example.com/api');
});

test('a budget keeps two of three pods while nodes are drained', () => {
  for (const one of workloadsOf('production')) {
    expect(one.disruptionBudget.toJson().spec!.maxUnavailable).toBe(1);
    expect(one.autoscaler!.toJson().spec!.minReplicas).toBe(3);
  }
});

test('pods are added within seconds, and taken away slowly', () => {
  for (const one of workloadsOf('production')) {
    expect(one.autoscaler!.toJson().spec).toMatchObject({
      maxReplicas: 30,
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          policies: [{ value: 4, periodSeconds: 15 }, { value: 100 }],
        },
        scaleDown: { stabilizationWindowSeconds: 600 },
      },
    });
  }
});

test('at their most, all services together fit on ten nodes of 4 CPUs and 16 GiB', () => {
  const total = (resource: string) =>
    workloadsOf('production')
      .map((one) => {
        const [container] = one.deployment.toJson().spec!.template.spec!.containers;
        return Quantity.parse(container!.resources!.requests![resource]!)
          .multiply(one.autoscaler!.toJson().spec!.maxReplicas)
          .toNumber();
      })
      .reduce((sum, amount) => sum + amount, 0);
  expect(total('cpu')).toBeLessThan(10 * 4);
  expect(total('memory')).toBeLessThan(10 * 16 * 2 ** 30);
});

describe('environments', () => {
  test('each has a namespace and a host of its own, and can be in one app with the others', () => {
    const app = new App();
    const namespaces = shopSettings.names.map((name) => shop(app, name).namespace);
    expect(namespaces).toEqual(['shop-dev', 'shop-staging', 'shop']);
    expect(app.synthYaml()).toContain('host: dev.shop.example.com');
  });

  test('development is small', () => {
    for (const one of workloadsOf('dev')) {
      expect(one.autoscaler!.toJson().spec).toMatchObject({ minReplicas: 1, maxReplicas: 2 });
    }
  });

  test('there are no others', () => {
    expect(() => shopSettings.named('test')).toThrow(ConstructError);
  });
});
