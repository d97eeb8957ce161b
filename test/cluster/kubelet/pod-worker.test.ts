import { World } from './world';

test('a pod starts with a sandbox, an image and a container, in three reports', () => {
  const world = new World();
  world.run('shop');
  expect(world.settle()).toBeCloseTo(2.4);
  expect(world.trace()).toBe(`
   0.0  shop: Pending ContainersNotReady | web ContainerCreating
   0.3    Normal Pulling shop/web: Pulling image "web:1"
   0.3  shop: Pending sandbox ContainersNotReady | web ContainerCreating
   1.8    Normal Pulled shop/web: Successfully pulled image "web:1" in 1.5s (1.5s including waiting). Image size: 80000000 bytes.
   1.9    Normal Created shop/web: Container created
   1.9    Normal Started shop/web: Container started
   1.9  shop: Running sandbox Ready | web running ready
`);
});

test('the status of a running pod is complete', () => {
  const world = new World();
  world.run('shop', {
    container: {
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp', readOnly: true }],
    },
    volumes: [{ name: 'tmp', emptyDir: {} }],
  });
  world.settle();
  const at = (second: number) =>
    new Date(world.clock.now() - 2401 + second * 1000).toISOString().slice(0, 19);
  const status = world.pod('shop').status!;
  expect(status).toMatchObject({
    phase: 'Running',
    observedGeneration: 1,
    qosClass: 'Burstable',
    hostIP: '172.18.0.2',
    hostIPs: [{ ip: '172.18.0.2' }],
    podIP: '10.244.0.2',
    podIPs: [{ ip: '10.244.0.2' }],
    startTime: `${at(0)}Z`,
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    allocatedResources: { cpu: '100m', memory: '64Mi' },
  });
  expect(status.containerStatuses).toEqual([
    {
      name: 'web',
      image: 'docker.io/library/web:1',
      imageID: expect.stringMatching(/^docker\.io\/library\/web@sha256:[0-9a-f]{64}$/),
      containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
      state: { running: { startedAt: `${at(1)}Z` } },
      lastState: {},
      ready: true,
      started: true,
      restartCount: 0,
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
      allocatedResources: { cpu: '100m', memory: '64Mi' },
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp', readOnly: true, recursiveReadOnly: 'Disabled' }],
      user: { linux: { uid: 0, gid: 0, supplementalGroups: [0] } },
    },
  ]);
  expect(status.conditions!.map(({ type, status: value }) => `${type}=${value}`)).toEqual([
    'PodReadyToStartContainers=True',
    'Initialized=True',
    'Ready=True',
    'ContainersReady=True',
    'PodScheduled=True',
  ]);
  expect(status.conditions!.every(({ observedGeneration }) => observedGeneration === 1)).toBe(true);
});

test('a pod of the host network has the address of its node', () => {
  const world = new World();
  world.run('agent', {
    hostNetwork: true,
    container: { ports: [{ containerPort: 9100, hostPort: 9100 }] },
  });
  world.settle();
  expect(world.pod('agent').status!.podIP).toBe('172.18.0.2');
  expect(world.request('172.18.0.2', 9100)).toMatchObject({ kind: 'response' });
  expect(world.request('172.18.0.2', 9101).kind).toBe('refused');
});

test('init containers run one after the other, and a sidecar before those that follow it', () => {
  const world = new World();
  world.run('shop', {
    initContainers: [
      { name: 'migrate', image: 'tools:1' },
      {
        name: 'proxy',
        image: 'tools:1',
        restartPolicy: 'Always',
        startupProbe: { tcpSocket: { port: 15000 }, periodSeconds: 1 },
      },
      { name: 'warm', image: 'tools:1' },
    ],
  });
  world.settle();
  expect(world.trace()).toBe(`
   0.0  shop: Pending ContainersNotInitialized ContainersNotReady | migrate PodInitializing, proxy PodInitializing, warm PodInitializing, web PodInitializing
   0.3    Normal Pulling shop/migrate: Pulling image "tools:1"
   0.3  shop: Pending sandbox ContainersNotInitialized ContainersNotReady | migrate PodInitializing, proxy PodInitializing, warm PodInitializing, web PodInitializing
   1.8    Normal Pulled shop/migrate: Successfully pulled image "tools:1" in 1.5s (1.5s including waiting). Image size: 80000000 bytes.
   1.9    Normal Created shop/migrate: Container created
   1.9    Normal Started shop/migrate: Container started
   1.9  shop: Pending sandbox ContainersNotInitialized ContainersNotReady | migrate running, proxy PodInitializing, warm PodInitializing, web PodInitializing
   3.0    Normal Pulled shop/proxy: Container image "tools:1" already present on machine and can be accessed by the pod
   3.0  shop: Pending sandbox ContainersNotInitialized ContainersNotReady | migrate Completed(0) ready, proxy PodInitializing, warm PodInitializing, web PodInitializing
   3.1    Normal Created shop/proxy: Container created
   3.1    Normal Started shop/proxy: Container started
   3.1  shop: Pending sandbox ContainersNotInitialized ContainersNotReady | migrate Completed(0) ready, proxy running not started, warm PodInitializing, web PodInitializing
   4.0  shop: Pending sandbox ContainersNotInitialized ContainersNotReady | migrate Completed(0) ready, proxy running ready, warm PodInitializing, web PodInitializing
   5.0    Normal Pulled shop/warm: Container image "tools:1" already present on machine and can be accessed by the pod
   5.1    Normal Created shop/warm: Container created
   5.1    Normal Started shop/warm: Container started
   5.1  shop: Pending sandbox ContainersNotInitialized ContainersNotReady | migrate Completed(0) ready, proxy running ready, warm running, web PodInitializing
   7.0    Normal Pulling shop/web: Pulling image "web:1"
   7.0  shop: Pending sandbox ContainersNotReady | migrate Completed(0) ready, proxy running ready, warm Completed(0) ready, web PodInitializing
   8.5    Normal Pulled shop/web: Successfully pulled image "web:1" in 1.5s (1.5s including waiting). Image size: 80000000 bytes.
   8.6    Normal Created shop/web: Container created
   8.6    Normal Started shop/web: Container started
   8.6  shop: Running sandbox Ready | migrate Completed(0) ready, proxy running ready, warm Completed(0) ready, web running ready
`);
});

test('a pod whose init container fails for good has failed', () => {
  const world = new World({
    workloads: [{ container: 'migrate', workload: { exit: { after: '1s', code: 3 } } }],
  });
  world.run('shop', { restartPolicy: 'Never', initContainers: [{ name: 'migrate', image: 'web:1' }] });
  world.settle();
  const { phase, conditions, initContainerStatuses } = world.pod('shop').status!;
  expect(phase).toBe('Failed');
  expect(initContainerStatuses![0]!.state!.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
  expect(conditions!.find(({ type }) => type === 'Initialized')).toMatchObject({
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: 'containers with incomplete status: [migrate]',
  });
});

test('a sidecar that ends is started again while the pod runs, and ends with the pod', () => {
  const world = new World({
    workloads: [{ container: 'proxy', workload: { crash: { after: '2s', times: 1 } } }],
  });
  world.run('job', {
    restartPolicy: 'Never',
    initContainers: [{ name: 'proxy', image: 'web:1', restartPolicy: 'Always' }],
  });
  world.settle();
  const { phase, initContainerStatuses } = world.pod('job').status!;
  expect(phase).toBe('Succeeded');
  expect(initContainerStatuses![0]).toMatchObject({
    restartCount: 1,
    state: { terminated: { exitCode: 0 } },
  });
});

test('a pod that runs to its end has succeeded, a second after its container', () => {
  const world = new World();
  world.run('job', { restartPolicy: 'Never' });
  world.runTo(2);
  world.trace();
  world.settle();
  expect(world.trace()).toBe(`
   7.0  job: Running sandbox PodCompleted | web Completed(0)
   8.0  job: Succeeded PodCompleted | web Completed(0)
`);
  expect(world.pod('job').status!.podIP).toBe('10.244.0.2');
});

test('with OnFailure only a failed container is started again', () => {
  const world = new World({ workloads: [{ workload: { crash: { after: '1s', code: 2, times: 1 } } }] });
  world.run('job', { restartPolicy: 'OnFailure' });
  world.settle();
  expect(world.pod('job').status).toMatchObject({
    phase: 'Succeeded',
    containerStatuses: [
      { restartCount: 1, state: { terminated: { exitCode: 0 } }, lastState: { terminated: { exitCode: 2 } } },
    ],
  });
});

test("a container's own rules decide over the pod's restart policy", () => {
  const world = new World({ workloads: [{ workload: { crash: { after: '1s', code: 42, times: 1 } } }] });
  world.run('job', {
    restartPolicy: 'Never',
    container: {
      restartPolicy: 'Never',
      restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
    },
  });
  world.settle();
  expect(world.pod('job').status).toMatchObject({
    phase: 'Succeeded',
    containerStatuses: [{ restartCount: 1 }],
  });
});

test('a pod is stopped when it has been active for longer than its deadline', () => {
  const world = new World();
  world.run('shop', { activeDeadlineSeconds: 20 });
  world.runTo(3);
  world.trace();
  world.settle();
  expect(world.trace()).toBe(`
  20.0    Normal DeadlineExceeded shop: Pod was active on the node longer than the specified deadline
  20.0  shop: Running sandbox PodFailed | web running ready
  20.0    Normal DeadlineExceeded shop: Pod was active on the node longer than the specified deadline (x2)
  20.0    Normal Killing shop/web: Stopping container web
  20.0    Normal DeadlineExceeded shop: Pod was active on the node longer than the specified deadline (x3)
  20.0  shop: Failed DeadlineExceeded PodFailed | web Completed(0)
  21.0    Normal DeadlineExceeded shop: Pod was active on the node longer than the specified deadline (x4)
`);
  expect(world.pod('shop').status!.message).toBe(
    'Pod was active on the node longer than the specified deadline',
  );
});

test('an ephemeral container starts beside the others', () => {
  const world = new World();
  world.run('shop');
  world.settle();
  world.trace();
  world.debug('shop', { name: 'debug', image: 'busybox:1', targetContainerName: 'web' });
  world.settle();
  expect(world.trace()).toBe(`
   2.4    Normal Pulling shop/debug: Pulling image "busybox:1"
   2.4  shop: Running sandbox Ready | web running ready, debug ContainerCreating
   3.9    Normal Pulled shop/debug: Successfully pulled image "busybox:1" in 1.5s (1.5s including waiting). Image size: 80000000 bytes.
   4.0    Normal Created shop/debug: Container created
   4.0    Normal Started shop/debug: Container started
   4.0  shop: Running sandbox Ready | web running ready, debug running
`);
});

test('a container whose image changes is replaced', () => {
  const world = new World();
  world.run('shop');
  world.settle();
  world.trace();
  world.patch('shop', { spec: { containers: [{ name: 'web', image: 'web:2' }] } });
  world.settle();
  expect(world.trace()).toBe(`
   2.4  shop: Running sandbox Ready | web running ready
   2.4    Normal Killing shop/web: Container web definition changed, will be restarted
   2.4    Normal Pulling shop/web: Pulling image "web:2"
   3.9    Normal Pulled shop/web: Successfully pulled image "web:2" in 1.5s (1.5s including waiting). Image size: 80000000 bytes.
   4.0    Normal Created shop/web: Container created (x2)
   4.0    Normal Started shop/web: Container started (x2)
   4.0  shop: Running sandbox Ready | web running ready x1
`);
});

test('a pod is ready only when all its readiness gates are open', () => {
  const world = new World();
  world.run('shop', { readinessGates: [{ conditionType: 'example.com/load-balancer' }] });
  world.settle();
  const ready = () => world.pod('shop').status!.conditions!.find(({ type }) => type === 'Ready');
  expect(ready()).toMatchObject({
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message: 'corresponding condition of pod readiness gate "example.com/load-balancer" does not exist.',
  });
  world.setCondition('shop', { type: 'example.com/load-balancer', status: 'False' });
  world.settle();
  expect(ready()?.message).toBe(
    'the status of pod readiness gate "example.com/load-balancer" is not "True", but False',
  );
  world.setCondition('shop', { type: 'example.com/load-balancer', status: 'True' });
  world.settle();
  expect(ready()?.status).toBe('True');
});

test('what somebody else writes into a status is corrected ten seconds later', () => {
  const world = new World();
  world.run('shop');
  world.settle();
  world.setCondition('shop', { type: 'Ready', status: 'False' });
  expect(world.settle()).toBeCloseTo(10, 1);
  expect(world.pod('shop').status!.conditions!.find(({ type }) => type === 'Ready')?.status).toBe('True');
});

test('a container killed from outside is started again', () => {
  const world = new World();
  world.run('shop');
  world.settle();
  world.trace();
  world.fleet.killContainer('default/shop', 'web');
  world.settle();
  expect(world.trace()).toBe(`
   3.0    Normal Pulled shop/web: Container image "web:1" already present on machine and can be accessed by the pod
   3.0  shop: Running sandbox ContainersNotReady | web Error(137)
   3.1    Normal Created shop/web: Container created (x2)
   3.1    Normal Started shop/web: Container started (x2)
   3.1  shop: Running sandbox Ready | web running ready x1
`);
});
