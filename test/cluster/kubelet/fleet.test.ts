import { Events, Leases, Nodes } from '../../../lib/kube/generated/resources';
import { StatusError } from '../../../lib/kube/status';
import { World } from './world';

const leaseOf = (world: World, name: string) => world.admin.get(Leases, 'kube-node-lease', name);

test('a machine that joins becomes a node that is ready', () => {
  const world = new World({
    nodes: [
      {
        name: 'a',
        zone: 'north',
        labels: { pool: 'web' },
        taints: [{ key: 'dedicated', value: 'web', effect: 'NoSchedule' }],
        capacity: { cpu: '8', 'example.com/gpu': '2' },
      },
    ],
  });
  const { metadata, spec, status } = world.node('a');
  expect(metadata.labels).toEqual({
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': 'a',
    'kubernetes.io/os': 'linux',
    pool: 'web',
    'topology.kubernetes.io/zone': 'north',
  });
  expect(spec).toEqual({
    podCIDR: '10.244.0.0/24',
    podCIDRs: ['10.244.0.0/24'],
    taints: [{ key: 'dedicated', value: 'web', effect: 'NoSchedule' }],
  });
  const capacity = {
    cpu: '8',
    memory: '16Gi',
    pods: '110',
    'ephemeral-storage': '100Gi',
    'example.com/gpu': '2',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
  };
  expect(status).toMatchObject({
    capacity,
    allocatable: capacity,
    addresses: [
      { type: 'InternalIP', address: '172.18.0.2' },
      { type: 'Hostname', address: 'a' },
    ],
    nodeInfo: { kubeletVersion: 'v1.36.3', operatingSystem: 'linux', architecture: 'amd64' },
  });
  expect(
    status!.conditions!.map(({ type, status: value, reason, message }) => [type, value, reason, message]),
  ).toEqual([
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
  ]);
});

test('a kubelet tells of its start', () => {
  const world = new World();
  const told = world.admin
    .list(Events, 'default')
    .items.map(({ involvedObject, source, reason, message }) => [
      involvedObject.kind,
      source!.component,
      source!.host,
      reason,
      message,
    ]);
  expect(told).toEqual([
    ['Node', 'kubelet', 'a', 'Starting', 'Starting kubelet.'],
    ['Node', 'kubelet', 'a', 'NodeHasSufficientMemory', 'Node a status is now: NodeHasSufficientMemory'],
    ['Node', 'kubelet', 'a', 'NodeHasNoDiskPressure', 'Node a status is now: NodeHasNoDiskPressure'],
    ['Node', 'kubelet', 'a', 'NodeHasSufficientPID', 'Node a status is now: NodeHasSufficientPID'],
    ['Node', 'kubelet', 'a', 'NodeReady', 'Node a status is now: NodeReady'],
  ]);
});

test('a Node that somebody creates gets a kubelet, and keeps what it says of itself', () => {
  const world = new World({ nodes: [] });
  const created = world.admin.create(Nodes, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'own', labels: { 'kubernetes.io/hostname': 'other' } },
    spec: { podCIDR: '10.9.0.0/28', podCIDRs: ['10.9.0.0/28'] },
  });
  world.admin.updateStatus(Nodes, {
    ...created,
    status: { capacity: { cpu: '2', memory: '1Gi', pods: '5' } },
  });
  world.settle();
  const { metadata, status } = world.node('own');
  expect(metadata.labels).toMatchObject({ 'kubernetes.io/hostname': 'other', 'kubernetes.io/os': 'linux' });
  expect(status).toMatchObject({
    capacity: { cpu: '2', memory: '1Gi', pods: '5' },
    allocatable: { cpu: '2', memory: '1Gi', pods: '5' },
  });
  world.run('shop', { nodeName: 'own' });
  world.settle();
  expect(world.pod('shop').status).toMatchObject({ phase: 'Running', podIP: '10.9.0.2' });
});

test('a Node that is deleted loses its kubelet, with all that ran there', () => {
  const world = new World();
  world.run('shop');
  world.settle();
  const { podIP } = world.pod('shop').status!;
  world.admin.delete(Nodes, '', 'a');
  world.settle();
  expect(world.request(podIP!, 80).kind).toBe('unreachable');
  expect(() => world.fleet.fail('a')).toThrow('no node "a" has a kubelet');
  world.fleet.recover('a');
  world.settle();
  expect(world.node('a').status!.conditions!.at(-1)).toMatchObject({ type: 'Ready', status: 'True' });
  expect(world.pod('shop').status!.phase).toBe('Running');
});

test('nodes renew their leases every ten seconds and report every five minutes', () => {
  const world = new World();
  const { metadata, spec } = leaseOf(world, 'a');
  expect(metadata.ownerReferences).toEqual([
    { apiVersion: 'v1', kind: 'Node', name: 'a', uid: world.node('a').metadata.uid },
  ]);
  expect(spec).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 40 });
  const before = Date.parse(spec!.renewTime!);
  const heartbeat = () => world.node('a').status!.conditions![3]!.lastHeartbeatTime!;
  const first = heartbeat();
  world.advance(120_000);
  expect(Date.parse(leaseOf(world, 'a').spec!.renewTime!) - before).toBe(120_000);
  expect(heartbeat()).toBe(first);
  world.advance(200_000);
  expect(Date.parse(heartbeat()) - Date.parse(first)).toBe(300_000);
});

test('a lease that somebody else has removed is made again', () => {
  const world = new World();
  world.admin.delete(Leases, 'kube-node-lease', 'a');
  world.advance(10_000);
  expect(leaseOf(world, 'a').spec!.holderIdentity).toBe('a');
});

test('a node reports its images, and what others have written of its health', () => {
  const world = new World();
  world.run('shop');
  world.settle();
  const node = world.node('a');
  const unknown = node.status!.conditions!.map((condition) => ({ ...condition, status: 'Unknown' }));
  world.admin.updateStatus(Nodes, { ...node, status: { ...node.status, conditions: unknown } });
  world.advance(10_000);
  const { images, conditions } = world.node('a').status!;
  expect(images).toEqual([
    {
      names: [expect.stringMatching(/^docker\.io\/library\/web@sha256:/), 'docker.io/library/web:1'],
      sizeBytes: 80_000_000,
    },
  ]);
  expect(conditions!.map(({ status }) => status)).toEqual(['False', 'False', 'False', 'True']);
});

test('a node tells when it is closed to pods', () => {
  const world = new World();
  world.admin.patch(Nodes, '', 'a', 'merge', { spec: { unschedulable: true } });
  world.advance(10_000);
  world.admin.patch(Nodes, '', 'a', 'merge', { spec: { unschedulable: false } });
  world.advance(10_000);
  const reasons = world.admin.list(Events, 'default').items.map(({ reason }) => reason);
  expect(reasons.slice(-2)).toEqual(['NodeNotSchedulable', 'NodeSchedulable']);
});

test('a dead machine says nothing and answers nobody', () => {
  const world = new World();
  world.run('shop');
  world.settle();
  const { podIP } = world.pod('shop').status!;
  world.trace();
  const { renewTime } = leaseOf(world, 'a').spec!;
  world.fleet.fail('a');
  expect(world.fleet.isRunning('a')).toBe(false);
  world.advance(3_600_000);
  expect(world.trace().trim()).toBe('');
  expect(leaseOf(world, 'a').spec!.renewTime).toBe(renewTime);
  expect(world.request(podIP!, 80).kind).toBe('unreachable');
});

test('a machine that comes back starts what should run, and removes what was deleted', () => {
  const world = new World();
  world.run('shop');
  world.run('gone');
  world.run('job', { restartPolicy: 'Never' });
  world.run('forced');
  world.runTo(6);
  world.fleet.fail('a');
  world.delete('gone');
  world.delete('forced', 0);
  world.advance(60_000);
  world.trace();
  world.fleet.recover('a');
  world.settle();
  expect(world.trace()).toBe(`
  66.0    Normal Starting a: Starting kubelet. (x2)
  66.0    Warning Rebooted a: Node a has been rebooted, boot id: ${world.node('a').status!.nodeInfo!.bootID}
  66.0    Normal SandboxChanged shop: Pod sandbox changed, it will be killed and re-created.
  66.0  shop: Running ContainersNotReady | web Unknown(255)
  66.0  gone: Failed PodFailed | web Unknown(255)
  66.0  job: Running PodFailed | web Unknown(255)
  66.3    Normal Pulled shop/web: Container image "web:1" already present on machine and can be accessed by the pod
  66.3  shop: Running sandbox ContainersNotReady | web Unknown(255)
  66.4    Normal Created shop/web: Container created (x2)
  66.4    Normal Started shop/web: Container started (x2)
  66.4  shop: Running sandbox Ready | web running ready x1
  67.0  gone deleted
  67.0  job: Failed PodFailed | web Unknown(255)
`);
});

test('pods of several nodes have addresses of their own node', () => {
  const world = new World({ nodes: [{ name: 'a' }, { name: 'b' }] });
  world.run('first');
  world.run('second', { nodeName: 'b' });
  world.settle();
  expect([world.pod('first').status!.podIP, world.pod('second').status!.podIP]).toEqual([
    '10.244.0.2',
    '10.244.1.2',
  ]);
  expect(world.pod('second').status!.hostIP).toBe('172.18.0.3');
});

test('a node without a free address says so, and goes on when there is one', () => {
  const world = new World({ nodes: [] });
  world.admin.create(Nodes, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'a' },
    spec: { podCIDR: '10.9.0.0/30', podCIDRs: ['10.9.0.0/30'] },
  });
  world.settle();
  world.run('first');
  world.run('second');
  world.settle();
  expect(world.events('second').map(({ reason }) => reason)).toEqual(['FailedCreatePodSandBox']);
  world.delete('first');
  world.settle();
  world.advance(10_000);
  world.settle();
  expect(world.pod('second').status!.podIP).toBe('10.9.0.2');
});

test('logs tell of the life of a container and of the requests it served', () => {
  const world = new World({ workloads: [{ workload: { logs: ['shop 1.4.2'] } }] });
  world.run('shop', { container: { ports: [{ containerPort: 8080 }] } });
  world.settle();
  const { podIP } = world.pod('shop').status!;
  world.request(podIP!, 8080, '/cart?id=7');
  const log = () => world.fleet.logs('default', 'shop', 'web');
  expect(log()).toBe('starting\nshop 1.4.2\nlistening on :8080\nGET /cart?id=7 200\n');
  world.fleet.killContainer('default/shop', 'web');
  world.settle();
  expect(log()).toBe('starting\nshop 1.4.2\nlistening on :8080\n');
  expect(world.fleet.logs('default', 'shop', 'web', { previous: true, tailLines: 1, timestamps: true })).toBe(
    '2026-01-01T00:00:03.401000Z GET /cart?id=7 200\n',
  );
});

test('where there is no log, the reason is that of the kubelet', () => {
  const world = new World({ workloads: [{ pod: 'none', workload: { image: { missing: true } } }] });
  world.run('none');
  world.run('new');
  world.advance(1_700);
  const refusal = (pod: string, container: string, previous = false) => {
    try {
      return world.fleet.logs('default', pod, container, { previous });
    } catch (error) {
      return error instanceof StatusError ? `${error.code} ${error.message}` : String(error);
    }
  };
  expect(refusal('new', 'web')).toBe(
    '400 container "web" in pod "new" is waiting to start: ContainerCreating',
  );
  expect(refusal('none', 'web')).toBe(
    `400 container "web" in pod "none" is waiting to start: image can't be pulled`,
  );
  expect(refusal('none', 'web', true)).toBe(
    '400 previous terminated container "web" in pod "none" not found',
  );
  expect(refusal('none', 'api')).toBe('400 container "api" in pod "none" is not available');
  expect(refusal('other', 'web')).toBe('404 pods "other" not found');
});

test('two worlds with the same seed write the same', () => {
  const history = () => {
    const world = new World({ workloads: [{ workload: { crash: { after: '2s', times: 3 } } }] });
    for (const name of ['a', 'b', 'c']) world.run(name);
    world.settle();
    return world.trace() + JSON.stringify(world.pod('b'));
  };
  expect(history()).toBe(history());
});
