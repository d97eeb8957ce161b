import type { Probe } from '../../../lib/kube/generated/core-v1';
import { World } from './world';

const ports = [{ containerPort: 8080 }];

function get(path: string, timing: Probe = {}): Probe {
  return { httpGet: { path, port: 8080 }, ...timing };
}

test('a readiness probe is tried whenever the pod is synced after its start, and then with its period', () => {
  const world = new World({ workloads: [{ workload: { startup: '7s' } }] });
  world.run('shop', { container: { ports, readinessProbe: get('/ready', { periodSeconds: 5 }) } });
  world.runTo(1.85);
  world.trace();
  world.settle();
  expect(world.trace()).toBe(`
   1.9    Normal Created shop/web: Container created
   1.9    Normal Started shop/web: Container started
   1.9  shop: Running sandbox ContainersNotReady | web running
   2.0    Warning Unhealthy shop/web: Readiness probe failed: Get "http://10.244.0.2:8080/ready": dial tcp 10.244.0.2:8080: connect: connection refused
   3.0    Warning Unhealthy shop/web: Readiness probe failed: Get "http://10.244.0.2:8080/ready": dial tcp 10.244.0.2:8080: connect: connection refused (x2)
   8.0    Warning Unhealthy shop/web: Readiness probe failed: Get "http://10.244.0.2:8080/ready": dial tcp 10.244.0.2:8080: connect: connection refused (x3)
  13.0  shop: Running sandbox Ready | web running ready
`);
});

test('initialDelaySeconds puts off the first probe to the first tick after it', () => {
  const world = new World();
  world.run('shop', {
    container: { ports, readinessProbe: get('/', { initialDelaySeconds: 12, periodSeconds: 5 }) },
  });
  world.settle();
  // Ticks count from the last sync, at 3.0 s; the container counts as started at the full second before it did.
  expect(world.seconds).toBeCloseTo(13.0, 2);
});

test('successThreshold asks for several successes in a row', () => {
  const world = new World();
  world.run('shop', {
    container: { ports, readinessProbe: get('/', { periodSeconds: 2, successThreshold: 3 }) },
  });
  world.settle();
  expect(world.seconds).toBeCloseTo(7.0, 2);
});

test('a container that is ready may fail its probe a few times before it counts', () => {
  const world = new World({
    workloads: [{ workload: { outage: { after: '10s', for: '15s', as: 503 } } }],
  });
  world.run('shop', { container: { ports, readinessProbe: get('/ready', { periodSeconds: 5 }) } });
  world.runTo(10);
  world.trace();
  world.settle();
  expect(world.trace()).toBe(`
  13.0    Warning Unhealthy shop/web: Readiness probe failed: HTTP probe failed with statuscode: 503
  18.0    Warning Unhealthy shop/web: Readiness probe failed: HTTP probe failed with statuscode: 503 (x2)
  23.0    Warning Unhealthy shop/web: Readiness probe failed: HTTP probe failed with statuscode: 503 (x3)
  23.0    Warning Unhealthy shop/web: Readiness probe failed: HTTP probe failed with statuscode: 503 (x4)
  23.0  shop: Running sandbox ContainersNotReady | web running
  28.0  shop: Running sandbox Ready | web running ready
`);
});

test('a container that hangs is killed by its liveness probe after its grace period, and started again', () => {
  const world = new World({
    workloads: [{ workload: { outage: { after: '20s', as: 'hang', times: 1 } } }],
  });
  world.run('shop', {
    container: {
      ports,
      livenessProbe: get('/live', {
        periodSeconds: 5,
        failureThreshold: 2,
        terminationGracePeriodSeconds: 4,
      }),
    },
  });
  world.runTo(20);
  world.trace();
  world.settle();
  expect(world.trace()).toBe(`
  26.0    Warning Unhealthy shop/web: Liveness probe failed: Get "http://10.244.0.2:8080/live": context deadline exceeded (Client.Timeout exceeded while awaiting headers)
  31.0    Warning Unhealthy shop/web: Liveness probe failed: Get "http://10.244.0.2:8080/live": context deadline exceeded (Client.Timeout exceeded while awaiting headers) (x2)
  31.0    Normal Killing shop/web: Container web failed liveness probe, will be restarted
  35.0    Normal Pulled shop/web: Container image "web:1" already present on machine and can be accessed by the pod
  35.1    Normal Created shop/web: Container created (x2)
  35.1    Normal Started shop/web: Container started (x2)
  35.1  shop: Running sandbox Ready | web running ready x1
`);
});

test('a container that may not restart stays dead after its liveness probe has failed', () => {
  const world = new World({ workloads: [{ workload: { status: 500, exit: 'never' } }] });
  world.run('job', {
    restartPolicy: 'Never',
    container: { ports, livenessProbe: get('/live', { periodSeconds: 1, failureThreshold: 1 }) },
  });
  world.settle();
  expect(world.events('job').map(({ message }) => message)).toContain('Stopping container web');
  expect(world.pod('job').status!.phase).toBe('Succeeded');
});

test('a startup probe holds back the others, and a readiness probe follows it at once', () => {
  const world = new World({ workloads: [{ workload: { startup: '12s' } }] });
  world.run('shop', {
    container: {
      ports,
      startupProbe: get('/', { periodSeconds: 5, failureThreshold: 10 }),
      readinessProbe: get('/ready'),
      livenessProbe: get('/live', { periodSeconds: 1 }),
    },
  });
  world.runTo(1.85);
  world.trace();
  world.settle();
  expect(world.trace()).toBe(`
   1.9    Normal Created shop/web: Container created
   1.9    Normal Started shop/web: Container started
   1.9  shop: Running sandbox ContainersNotReady | web running not started
   5.0    Warning Unhealthy shop/web: Startup probe failed: Get "http://10.244.0.2:8080/": dial tcp 10.244.0.2:8080: connect: connection refused
  10.0    Warning Unhealthy shop/web: Startup probe failed: Get "http://10.244.0.2:8080/": dial tcp 10.244.0.2:8080: connect: connection refused (x2)
  15.0  shop: Running sandbox Ready | web running ready
`);
});

test('a container that does not start in time is killed', () => {
  const world = new World({ workloads: [{ workload: { startup: '20s' } }] });
  world.run('shop', {
    container: { ports, startupProbe: get('/', { periodSeconds: 5, failureThreshold: 2 }) },
  });
  world.runTo(10.2);
  expect(world.events('shop').map(({ message }) => message)).toContain(
    'Container web failed startup probe, will be restarted',
  );
  expect(world.pod('shop').status!.containerStatuses![0]).toMatchObject({ restartCount: 1, started: false });
});

test('tcp, grpc and exec probes fail in words of their own', () => {
  const world = new World({
    workloads: [
      { workload: { startup: '1h' } },
      { pod: 'command', workload: { exec: () => ({ exitCode: 1, output: 'no database' }) } },
      { pod: 'sick', workload: { startup: 0, status: 503 } },
      { pod: 'slow', workload: { exec: () => ({ exitCode: 0, duration: '3s' }) } },
    ],
  });
  const probes: { readonly [name: string]: Probe } = {
    tcp: { tcpSocket: { port: 8080 } },
    grpc: { grpc: { port: 8080 } },
    sick: { grpc: { port: 8080 } },
    command: { exec: { command: ['check'] } },
    slow: { exec: { command: ['check', 'all'] } },
  };
  for (const name in probes) world.run(name, { container: { ports, readinessProbe: probes[name]! } });
  world.advance(9_000);
  const failures = Object.keys(probes).map(
    (name) => world.events(name).find(({ reason }) => reason === 'Unhealthy')!.message,
  );
  expect(failures).toEqual([
    'Readiness probe failed: dial tcp 10.244.0.2:8080: connect: connection refused',
    'Readiness probe failed: timeout: failed to connect service "10.244.0.3:8080" within 1s: context deadline exceeded',
    'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")',
    'Readiness probe failed: no database',
    'Readiness probe failed: command timed out: "check all" timed out after 1s',
  ]);
});

test('a redirect counts as success, with a warning', () => {
  const world = new World({ workloads: [{ workload: { status: 302, startup: 0 } }] });
  world.run('shop', { container: { ports, readinessProbe: get('/') } });
  world.settle();
  expect(world.events('shop').find(({ reason }) => reason === 'ProbeWarning')?.message).toMatch(
    /^Readiness probe warning: Probe terminated redirects, Response body: /,
  );
});

test('a probe may name its port as the container does', () => {
  const world = new World({ workloads: [{ workload: { startup: 0 } }] });
  world.run('shop', {
    container: {
      ports: [{ name: 'http', containerPort: 3000 }],
      readinessProbe: { httpGet: { path: '/', port: 'http' } },
    },
  });
  world.settle();
  expect(world.pod('shop').status!.containerStatuses![0]!.ready).toBe(true);
});

test('a process that warms up is alive before it is ready', () => {
  const world = new World({ workloads: [{ workload: { startup: 0, readyAfter: '60s' } }] });
  world.run('shop', {
    container: {
      ports,
      readinessProbe: get('/ready', { periodSeconds: 5 }),
      livenessProbe: get('/live', { periodSeconds: 5 }),
    },
  });
  world.settle();
  expect(world.seconds).toBeCloseTo(63.0, 1);
  expect(world.pod('shop').status!.containerStatuses![0]).toMatchObject({ ready: true, restartCount: 0 });
});
