import { World } from './world';

const ports = [{ containerPort: 8080 }];

test('healthy pods leave nothing to wait for, however often they are probed', () => {
  const world = new World();
  world.run('shop', {
    container: {
      ports,
      readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
      livenessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
    },
  });
  world.settle();
  world.advance(3_600_000);
  expect(world.settle()).toBe(0);
});

test('a pod that can never become ready is not waited for', () => {
  const world = new World({ workloads: [{ workload: { status: 503 } }] });
  world.run('shop', {
    container: { ports, readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 } },
  });
  world.settle();
  expect(world.seconds).toBeLessThan(10);
  expect(world.pod('shop').status!.containerStatuses![0]!.ready).toBe(false);
});

test('a pod that waits for what does not exist is not waited for, until it exists', () => {
  const world = new World();
  world.run('shop', { container: { envFrom: [{ configMapRef: { name: 'settings' } }] } });
  world.settle();
  expect(world.seconds).toBeLessThan(10);
  world.createConfigMap('settings', {});
  world.settle();
  expect(world.pod('shop').status!.phase).toBe('Running');
});

test('a crash loop is waited for until its delay is at its longest', () => {
  const world = new World({ workloads: [{ workload: { crash: { after: '2s' } } }] });
  world.run('shop');
  world.settle();
  const status = world.pod('shop').status!.containerStatuses![0]!;
  expect(status.restartCount).toBe(6);
  expect(status.state!.waiting).toMatchObject({
    reason: 'CrashLoopBackOff',
    message: expect.stringMatching(
      /^back-off 5m0s restarting failed container=web pod=shop_default\([0-9a-f-]+\)$/,
    ),
  });
  world.advance(3_600_000);
  expect(world.settle()).toBeLessThan(1);
});

test('a container that ends every now and then without looping is not waited for for ever', () => {
  const world = new World({ workloads: [{ workload: { crash: { after: '11m' } } }] });
  world.run('shop');
  world.settle();
  expect(world.pod('shop').status!.containerStatuses![0]!.restartCount).toBe(7);
});

test('a container that was killed from outside is waited for, however often it has failed before', () => {
  const world = new World({ workloads: [{ workload: { crash: { after: '11m', times: 9 } } }] });
  world.run('shop');
  world.settle();
  world.advance(3_600_000);
  world.settle();
  world.fleet.killContainer('default/shop', 'web');
  world.settle();
  expect(world.pod('shop').status!.phase).toBe('Running');
  expect(world.pod('shop').status!.containerStatuses![0]!.state!.running).toBeDefined();
});

test('an image that does not exist is waited for until its delay is at its longest', () => {
  const world = new World({ workloads: [{ workload: { image: { missing: true } } }] });
  world.run('shop');
  world.settle();
  expect(world.seconds).toBeGreaterThan(300);
  expect(world.pod('shop').status!.containerStatuses![0]!.state!.waiting!.reason).toBe('ErrImagePull');
  world.advance(3_600_000);
  expect(world.settle()).toBeLessThan(2);
});

test('a pod whose readiness nobody can foresee is waited for for ten minutes', () => {
  const world = new World({
    workloads: [{ workload: { respond: (_request, { age }) => (age > 300_000 ? 200 : 503) } }],
  });
  world.run('shop', {
    container: { ports, readinessProbe: { httpGet: { path: '/', port: 8080 } } },
  });
  world.settle();
  expect(world.seconds).toBeGreaterThan(300);
  expect(world.seconds).toBeLessThan(320);
});
