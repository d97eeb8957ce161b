import { World } from './world';

test('a container that keeps failing is started again later and later', () => {
  const world = new World({ workloads: [{ workload: { crash: { after: '2s', code: 3 } } }] });
  world.run('shop');
  world.runTo(3);
  world.trace();
  world.runTo(43);
  const uid = world.pod('shop').metadata.uid;
  expect(world.trace().replaceAll(uid!, 'UID')).toBe(`
   4.0    Normal Pulled shop/web: Container image "web:1" already present on machine and can be accessed by the pod
   4.0  shop: Running sandbox ContainersNotReady | web Error(3)
   4.1    Normal Created shop/web: Container created (x2)
   4.1    Normal Started shop/web: Container started (x2)
   4.1  shop: Running sandbox Ready | web running ready x1
   7.0    Warning BackOff shop/web: Back-off restarting failed container web in pod shop_default(UID)
   7.0  shop: Running sandbox ContainersNotReady | web Error(3) x1
  16.1    Normal Pulled shop/web: Container image "web:1" already present on machine and can be accessed by the pod (x2)
  16.1  shop: Running sandbox ContainersNotReady | web CrashLoopBackOff x1
  16.2    Normal Created shop/web: Container created (x3)
  16.2    Normal Started shop/web: Container started (x3)
  16.2  shop: Running sandbox Ready | web running ready x2
  19.0    Warning BackOff shop/web: Back-off restarting failed container web in pod shop_default(UID) (x2)
  19.0  shop: Running sandbox ContainersNotReady | web Error(3) x2
  38.2    Normal Pulled shop/web: Container image "web:1" already present on machine and can be accessed by the pod (x3)
  38.2  shop: Running sandbox ContainersNotReady | web CrashLoopBackOff x2
  38.3    Normal Created shop/web: Container created (x4)
  38.3    Normal Started shop/web: Container started (x4)
  38.3  shop: Running sandbox Ready | web running ready x3
  41.0    Warning BackOff shop/web: Back-off restarting failed container web in pod shop_default(UID) (x3)
  41.0  shop: Running sandbox ContainersNotReady | web Error(3) x3
`);
});

test('a container that has run for ten minutes begins with the shortest delay again', () => {
  const world = new World({ workloads: [{ workload: { crash: { after: '11m', times: 2 } } }] });
  world.run('shop');
  world.settle();
  const messages = world.events('shop').map(({ reason }) => reason);
  expect(messages).not.toContain('BackOff');
  expect(world.pod('shop').status!.containerStatuses![0]!.restartCount).toBe(2);
});

test('an image that does not exist is pulled again later and later', () => {
  const world = new World({ workloads: [{ workload: { image: { missing: 'access denied' } } }] });
  world.run('shop');
  world.runTo(32);
  expect(world.trace()).toBe(`
   0.0  shop: Pending ContainersNotReady | web ContainerCreating
   0.3    Normal Pulling shop/web: Pulling image "web:1"
   0.3  shop: Pending sandbox ContainersNotReady | web ContainerCreating
   0.6    Warning Failed shop/web: Failed to pull image "web:1": access denied
   0.6    Warning Failed shop/web: Error: ErrImagePull
   1.0    Normal BackOff shop/web: Back-off pulling image "web:1"
   1.0    Warning Failed shop/web: Error: ImagePullBackOff
   1.0  shop: Pending sandbox ContainersNotReady | web ErrImagePull
  11.0    Normal Pulling shop/web: Pulling image "web:1" (x2)
  11.0  shop: Pending sandbox ContainersNotReady | web ImagePullBackOff
  11.3    Warning Failed shop/web: Failed to pull image "web:1": access denied (x2)
  11.3    Warning Failed shop/web: Error: ErrImagePull (x2)
  21.3    Normal BackOff shop/web: Back-off pulling image "web:1" (x2)
  21.3    Warning Failed shop/web: Error: ImagePullBackOff (x2)
  21.3  shop: Pending sandbox ContainersNotReady | web ErrImagePull
  31.3    Normal Pulling shop/web: Pulling image "web:1" (x3)
  31.3  shop: Pending sandbox ContainersNotReady | web ImagePullBackOff
  31.6    Warning Failed shop/web: Failed to pull image "web:1": access denied (x3)
  31.6    Warning Failed shop/web: Error: ErrImagePull (x3)
`);
  expect(world.pod('shop').status!.containerStatuses![0]!.state!.waiting!.message).toBe(
    'Back-off pulling image "web:1": ErrImagePull: access denied',
  );
});

test('a node pulls one image at a time, and an image that is there already only has to be looked up', () => {
  const world = new World();
  world.run('first');
  world.run('second');
  world.settle();
  expect(world.events('second').find(({ reason }) => reason === 'Pulled')!.message).toBe(
    'Successfully pulled image "web:1" in 300ms (1.8s including waiting). Image size: 80000000 bytes.',
  );
});

test('what the pull policy says is followed', () => {
  const world = new World();
  world.run('first');
  world.settle();
  world.run('always', { container: { imagePullPolicy: 'Always' } });
  world.run('latest', { container: { image: 'web' } });
  world.run('never', { container: { imagePullPolicy: 'Never', image: 'web:2' } });
  world.run('invalid', { container: { image: 'Web:1' } });
  world.advance(4_000);
  const told = (pod: string) =>
    world
      .events(pod)
      .filter(({ reason }) => reason !== 'Created' && reason !== 'Started')
      .map(({ type, reason, message }) => `${type} ${reason} ${message}`);
  expect(told('always')).toEqual([
    'Normal Pulling Pulling image "web:1"',
    'Normal Pulled Successfully pulled image "web:1" in 300ms (300ms including waiting). Image size: 80000000 bytes.',
  ]);
  expect(told('latest')[0]).toBe('Normal Pulling Pulling image "web"');
  expect(told('never')).toEqual([
    'Warning ErrImageNeverPull Container image "web:2" is not present with pull policy of Never',
    'Warning Failed Error: ErrImageNeverPull',
  ]);
  const refusal =
    'Failed to apply default image tag "Web:1": couldn\'t parse image name "Web:1": invalid reference format: repository name (library/Web) must be lowercase';
  expect(told('invalid')).toEqual([
    `Warning InspectFailed ${refusal}`,
    'Warning Failed Error: InvalidImageName',
  ]);
  expect(world.pod('invalid').status!.containerStatuses![0]!.state!.waiting).toEqual({
    reason: 'InvalidImageName',
    message: refusal,
  });
});

test('a reference of the environment that leads nowhere keeps a container from starting', () => {
  const world = new World();
  world.run('shop', {
    container: {
      env: [
        { name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } },
        { name: 'B', valueFrom: { secretKeyRef: { name: 'none', key: 'b', optional: true } } },
      ],
    },
  });
  world.settle();
  const waiting = () => world.pod('shop').status!.containerStatuses![0]!.state!.waiting;
  expect(waiting()).toEqual({
    reason: 'CreateContainerConfigError',
    message: 'configmap "settings" not found',
  });
  expect(world.events('shop').map(({ message }) => message)).toContain(
    'Error: configmap "settings" not found',
  );
  world.createConfigMap('settings', { b: '1' });
  world.settle();
  world.advance(2_000);
  expect(waiting()?.message).toBe("couldn't find key a in ConfigMap default/settings");
});

test('a postStart hook that fails ends its container', () => {
  const world = new World();
  world.run('shop', {
    container: {
      ports: [{ containerPort: 8080 }],
      lifecycle: { postStart: { httpGet: { path: '/hook', port: 8080 } } },
    },
  });
  world.runTo(1.95);
  const uid = world.pod('shop').metadata.uid;
  expect(world.events('shop').map(({ reason, message }) => `${reason}: ${message}`)).toEqual(
    expect.arrayContaining(['FailedPostStartHook: PostStartHook failed', 'Killing: FailedPostStartHook']),
  );
  world.runTo(2.05);
  expect(world.pod('shop').status!.containerStatuses![0]!.state!.waiting).toEqual({
    reason: 'PostStartHookError',
    message: `HTTP lifecycle hook (/hook) for Container "web" in Pod "shop_default(${uid})" failed - error: Get "http://10.244.0.2:8080/hook": dial tcp 10.244.0.2:8080: connect: connection refused`,
  });
});

test('a container counts as started only after its postStart hook', () => {
  const world = new World();
  world.run('shop', { container: { lifecycle: { postStart: { sleep: { seconds: 10 } } } } });
  world.runTo(10);
  expect(world.pod('shop').status!.phase).toBe('Pending');
  world.settle();
  expect(world.seconds).toBeCloseTo(11.9, 1);
  expect(world.pod('shop').status!.phase).toBe('Running');
});

test('a process that uses more memory than its limit is killed for it', () => {
  const world = new World({ workloads: [{ workload: { memory: '300Mi' } }] });
  world.run('small', { container: { resources: { limits: { memory: '256Mi' } } } });
  world.run('large', { container: { resources: { limits: { memory: '512Mi' } } } });
  world.runTo(3.5);
  const state = (name: string) => world.pod(name).status!.containerStatuses![0]!;
  expect(state('small').lastState!.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  expect(state('large').restartCount).toBe(0);
});

test('an annotation that nobody understands is told by the container that cannot start', () => {
  const world = new World();
  world.run('shop', { metadata: { annotations: { 'simulation.seaworthy.dev/startup': 'soon' } } });
  world.settle();
  expect(world.pod('shop').status!.containerStatuses![0]!.state!.waiting).toEqual({
    reason: 'CreateContainerError',
    message: 'annotation simulation.seaworthy.dev/startup: "soon": time: invalid duration "soon"',
  });
});

test('the last lines of a failed container become its message when its policy says so', () => {
  const world = new World({
    workloads: [{ workload: { crash: { after: '1s' }, logs: ['cannot open database'] } }],
  });
  world.run('job', {
    restartPolicy: 'Never',
    container: { terminationMessagePolicy: 'FallbackToLogsOnError', ports: [] },
  });
  world.settle();
  expect(world.pod('job').status!.containerStatuses![0]!.state!.terminated!.message).toBe(
    'starting\ncannot open database\nlistening\nexiting with code 1\n',
  );
});
