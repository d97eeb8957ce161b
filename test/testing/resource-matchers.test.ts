import { Stack, WebService } from '../../lib/constructs';
import { App } from '../../lib/constructs/app';
import { match } from '../../lib/testing/resource-pattern';

function shop(): App {
  const app = new App();
  const stack = new Stack(app, 'shop');
  new WebService(stack, 'web', { image: 'web:2.0.1', port: 3000, replicas: 2 });
  new WebService(stack, 'backend', { image: 'api:1.4.2', port: 8080, replicas: 3 });
  return app;
}

function failure(run: () => void): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not fail');
}

test('an app, a chart, YAML and objects have resources', () => {
  const app = shop();
  expect(app).toHaveResource('Deployment', 'backend');
  expect(app.charts[0]).toHaveResource('apps/Deployment', 'shop/backend');
  expect('apiVersion: v1\nkind: Secret\nmetadata: { name: a }').toHaveResource('Secret', 'a');
  expect([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }]).toHaveResource('Secret', 'a');
  expect(app).not.toHaveResource('Deployment', 'other');
});

test('a pattern may leave out fields of maps and elements of lists', () => {
  const manifest = `
apiVersion: v1
kind: Pod
metadata: { name: a, labels: { app: a, tier: b } }
spec: { containers: [{ name: one, image: "one:1" }, { name: two, image: "two:2", resources: { limits: { memory: 1Gi } } }] }`;
  expect(manifest).toHaveResource('Pod', 'a', { metadata: { labels: { tier: 'b' } } });
  expect(manifest).toHaveResource('Pod', 'a', { spec: { containers: [{ image: 'two:2' }] } });
  expect(manifest).toHaveResource('Pod', 'a', {
    spec: { containers: [{ resources: { limits: { memory: '1024Mi' } } }] },
  });
  expect(manifest).toHaveResource('Pod', 'a', { spec: { containers: [{ name: 'one' }, { name: 'two' }] } });
  // Each stands for an element of its own, in this order.
  expect(manifest).not.toHaveResource('Pod', 'a', {
    spec: { containers: [{ name: 'two' }, { name: 'one' }] },
  });
  expect(manifest).not.toHaveResource('Pod', 'a', {
    spec: { containers: [{ name: 'one' }, { name: 'one' }] },
  });
});

test('names and values may be patterns', () => {
  const app = shop();
  expect(app).toHaveResource('Deployment', /^back/, { spec: { replicas: expect.any(Number) } });
  expect(app).toHaveResource('Deployment', expect.stringMatching(/end$/), {
    spec: { template: { spec: { containers: [{ image: /^api:1\./ }] } } },
  });
  expect(app).toHaveResource('Deployment', 'web', {
    spec: { paused: match.absent(), replicas: match.not(3) },
  });
  expect(app).toHaveResource('Deployment', 'web', {
    spec: { template: { spec: { containers: match.length(1) } } },
  });
  expect(app).toHaveResource('Service', 'web', { spec: { ports: [{ port: match.exactly(80) }] } });
  expect(app).not.toHaveResource('Service', 'web', { spec: { ports: match.exactly([{ port: 80 }]) } });
});

test('resources are counted, those like a pattern as well', () => {
  expect(shop()).toHaveResourceCount('Deployment', 2);
  expect(shop()).toHaveResourceCount('Deployment', 1, { spec: { replicas: 3 } });
  expect(shop()).toHaveResourceCount('StatefulSet', 0);
  expect(failure(() => expect(shop()).toHaveResourceCount('Deployment', 3))).toBe(
    'expected 3 Deployment, there are 2: Deployment/web in namespace shop, Deployment/backend in namespace shop',
  );
});

test('selectors are for pods of workloads', () => {
  expect(shop()).toSelect('Service/web', 'Deployment/web');
  expect(failure(() => expect(shop()).toSelect('Service/web', 'Deployment/backend'))).toBe(
    'expected Service/web to select the pods of Deployment/backend, it selects the pods of Deployment/web',
  );
  expect(() => expect(shop()).toSelect('Service/wep', 'Deployment/web')).toThrow(
    'the manifests have no Service/wep',
  );
});

test('a failure shows the nearest object and the first field that differs', () => {
  const message = failure(() =>
    expect(shop()).toHaveResource('Deployment', 'backend', { spec: { replicas: 5 } }),
  );
  expect(message).toBe(
    'expected a Deployment backend like the pattern\n' +
      '  nearest: Deployment/backend in namespace shop\n' +
      '  spec.replicas: expected 5, is 3',
  );
  const nearest = failure(() =>
    expect(shop()).toHaveResource('Deployment', /./, {
      metadata: { name: 'backend' },
      spec: { replicas: 5 },
    }),
  );
  expect(nearest).toContain('nearest: Deployment/backend');
});

test('a failure tells what else there is', () => {
  expect(failure(() => expect(shop()).toHaveResource('Deployment', 'backent'))).toBe(
    'expected a Deployment backent like the pattern\n  there is no Deployment of that name; nearest: backend\n  there are: web, backend',
  );
  expect(failure(() => expect(shop()).toHaveResource('CronJob', 'a'))).toContain('there is no CronJob');
  expect(failure(() => expect(shop()).toHaveResource('Deploymet', 'a'))).toBe(
    'the manifests have no kind "Deploymet"; did you mean Deployment?',
  );
  expect(failure(() => expect(7).toHaveResource('Deployment', 'a'))).toContain('is about manifests');
});

test('a missing field, a wrong list and a wrong map are named', () => {
  const tell = (pattern: unknown) =>
    failure(() => expect(shop()).toHaveResource('Deployment', 'web', pattern));
  expect(tell({ spec: { paused: true } })).toContain('spec.paused: expected true, is not there');
  expect(tell({ spec: [1] })).toContain('spec: expected a list, is {');
  expect(tell({ spec: { replicas: { a: 1 } } })).toContain('spec.replicas: expected {"a":1}, is 2');
  expect(tell({ spec: { replicas: match.absent() } })).toContain(
    'spec.replicas: expected no such field, is 2',
  );
  expect(tell({ spec: { template: { spec: { containers: [{ image: 'web:3' }] } } } })).toContain(
    'spec.template.spec.containers[0].image: expected "web:3", is "web:2.0.1"',
  );
});
