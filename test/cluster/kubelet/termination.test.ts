import { World } from './world';

test('a deleted pod is told to stop, reports its end, and leaves the API', () => {
  const world = new World();
  world.run('shop');
  world.settle();
  world.trace();
  world.delete('shop');
  world.settle();
  expect(world.trace()).toBe(`
   2.4    Normal Killing shop/web: Stopping container web
   2.4  shop: Succeeded PodCompleted | web Completed(0)
   3.0  shop deleted
`);
});

test('a preStop sleep delays SIGTERM, while the pod stays ready and answers', () => {
  const world = new World();
  world.run('shop', { container: { lifecycle: { preStop: { sleep: { seconds: 5 } } } } });
  world.settle();
  const { podIP } = world.pod('shop').status!;
  world.trace();
  world.delete('shop');
  world.advance(4_900);
  expect(world.request(podIP!, 8080).kind).toBe('response');
  world.settle();
  expect(world.trace()).toBe(`
   2.4    Normal Killing shop/web: Stopping container web
   2.4  shop: Running sandbox Ready | web running ready
   7.4  shop: Succeeded PodCompleted | web Completed(0)
   8.0  shop deleted
`);
  expect(world.request(podIP!, 8080).kind).toBe('unreachable');
});

test('the grace period counts preStop, and ends with SIGKILL', () => {
  const world = new World({ workloads: [{ workload: { shutdown: 'never' } }] });
  world.run('shop', {
    terminationGracePeriodSeconds: 10,
    container: { lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 4'] } } } },
  });
  world.settle();
  world.trace();
  world.delete('shop');
  world.settle();
  expect(world.trace()).toBe(`
   2.4    Normal Killing shop/web: Stopping container web
   2.4  shop: Running sandbox Ready | web running ready
  12.4  shop: Failed PodFailed | web Error(137)
  13.0  shop deleted
`);
});

test('a preStop hook that outlasts the grace period leaves the least there is for SIGTERM', () => {
  const world = new World({ workloads: [{ workload: { shutdown: 'never' } }] });
  world.run('shop', {
    terminationGracePeriodSeconds: 3,
    container: { lifecycle: { preStop: { sleep: { seconds: 3 } } } },
  });
  world.settle();
  world.delete('shop');
  expect(world.settle()).toBeCloseTo(5.6, 1);
});

test('a preStop hook that fails is told, and changes nothing else', () => {
  const world = new World();
  world.run('shop', {
    container: {
      lifecycle: { preStop: { httpGet: { path: '/drain', port: 9 } } },
      ports: [{ containerPort: 80 }],
    },
  });
  world.settle();
  world.trace();
  world.delete('shop');
  world.settle();
  expect(world.trace()).toBe(`
   2.4    Normal Killing shop/web: Stopping container web
   2.4    Warning FailedPreStopHook shop/web: PreStopHook failed
   2.4  shop: Succeeded PodCompleted | web Completed(0)
   3.0  shop deleted
`);
});

test('a process takes no requests after SIGTERM, unless it says so', () => {
  const world = new World({
    workloads: [
      { workload: { shutdown: '3s' } },
      { pod: 'draining', workload: { servesWhileStopping: true } },
    ],
  });
  world.run('closing');
  world.run('draining');
  world.settle();
  const ips = ['closing', 'draining'].map((name) => world.pod(name).status!.podIP!);
  world.delete('closing');
  world.delete('draining');
  world.advance(1_000);
  expect(ips.map((ip) => world.request(ip, 80).kind)).toEqual(['refused', 'response']);
});

test('a pod that fails its readiness probe while it stops is not ready any more', () => {
  const world = new World({ workloads: [{ workload: { shutdown: '6s' } }] });
  world.run('shop', {
    container: {
      ports: [{ containerPort: 80 }],
      readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 2, failureThreshold: 2 },
    },
  });
  world.settle();
  world.trace();
  world.delete('shop');
  world.settle();
  expect(world.trace()).toBe(`
   4.0    Normal Killing shop/web: Stopping container web
   4.0  shop: Running sandbox Ready | web running ready
   5.0    Warning Unhealthy shop/web: Readiness probe failed: dial tcp 10.244.0.2:80: connect: connection refused (x2)
   7.0    Warning Unhealthy shop/web: Readiness probe failed: dial tcp 10.244.0.2:80: connect: connection refused (x3)
   7.0  shop: Running sandbox ContainersNotReady | web running
   9.0    Warning Unhealthy shop/web: Readiness probe failed: dial tcp 10.244.0.2:80: connect: connection refused (x4)
  10.0  shop: Succeeded PodCompleted | web Completed(0)
  11.0  shop deleted
`);
});

test('sidecars stop after the other containers, the last one first', () => {
  const world = new World({
    workloads: [
      { container: 'web', workload: { shutdown: '3s', logs: ['web'] } },
      { container: 's*', workload: { shutdown: '1s' } },
    ],
  });
  world.run('shop', {
    initContainers: ['s1', 's2'].map((name) => ({ name, image: 'web:1', restartPolicy: 'Always' })),
  });
  world.settle();
  const began = world.clock.now();
  world.delete('shop');
  const ends: string[] = [];
  const names = new Set(['web', 's1', 's2']);
  for (let step = 0; step < 60; step++) {
    world.advance(100);
    for (const name of [...names])
      if (world.fleet.logs('default', 'shop', name).includes('exiting')) {
        names.delete(name);
        ends.push(`${name} after ${((world.clock.now() - began) / 1000).toFixed(1)} s`);
      }
  }
  expect(ends).toEqual(['web after 3.4 s', 's2 after 4.4 s', 's1 after 5.4 s']);
});

test('a pod deleted by force leaves the API at once, and its node when the least time for SIGTERM is over', () => {
  const world = new World({ workloads: [{ workload: { shutdown: '5s', servesWhileStopping: true } }] });
  world.run('shop');
  world.settle();
  const { podIP } = world.pod('shop').status!;
  world.delete('shop', 0);
  expect(world.exists('shop')).toBe(false);
  world.advance(1_500);
  expect(world.request(podIP!, 80).kind).toBe('response');
  world.advance(2_500);
  expect(world.request(podIP!, 80).kind).toBe('unreachable');
});

test('a pod deleted while its image is pulled starts first, as the kubelet goes one step after the other', () => {
  const world = new World();
  world.run('shop');
  world.runTo(1);
  world.trace();
  world.delete('shop');
  world.settle();
  expect(world.trace()).toBe(`
   1.8    Normal Pulled shop/web: Successfully pulled image "web:1" in 1.5s (1.5s including waiting). Image size: 80000000 bytes.
   1.9    Normal Created shop/web: Container created
   1.9    Normal Started shop/web: Container started
   1.9    Normal Killing shop/web: Stopping container web
   1.9  shop: Succeeded PodCompleted | web Completed(0)
   2.0  shop deleted
`);
});

test('a pod that never came to start ends as one whose containers nobody could find', () => {
  const world = new World();
  world.run('shop', {
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
  });
  world.advance(5_000);
  world.trace();
  world.delete('shop');
  world.settle();
  expect(world.trace()).toBe(`
   5.0  shop: Pending ContainersNotReady | web ContainerCreating
   6.0  shop: Failed ContainersNotReady | web ContainerStatusUnknown(137)
   6.0  shop deleted
`);
});

test('the address of a pod that has gone is used again only after the others', () => {
  const world = new World();
  const addressOf = (name: string) => {
    world.run(name);
    world.settle();
    return world.pod(name).status!.podIP;
  };
  expect(addressOf('first')).toBe('10.244.0.2');
  world.delete('first');
  world.settle();
  expect(addressOf('second')).toBe('10.244.0.3');
});
