import { PersistentVolumeClaims, PersistentVolumes, Secrets } from '../../../lib/kube/generated/resources';
import { World } from './world';

const mounting = (name: string) => ({ volumeMounts: [{ name, mountPath: `/${name}` }] });

test('a ConfigMap that does not exist keeps a pod from starting, with more and more patience', () => {
  const world = new World();
  world.run('shop', {
    volumes: [{ name: 'config', configMap: { name: 'settings' } }],
    container: mounting('config'),
  });
  world.runTo(10);
  expect(world.trace()).toBe(`
   0.0    Warning FailedMount shop: MountVolume.SetUp failed for volume "config" : configmap "settings" not found
   0.0  shop: Pending ContainersNotReady | web ContainerCreating
   0.5    Warning FailedMount shop: MountVolume.SetUp failed for volume "config" : configmap "settings" not found (x2)
   1.5    Warning FailedMount shop: MountVolume.SetUp failed for volume "config" : configmap "settings" not found (x3)
   3.5    Warning FailedMount shop: MountVolume.SetUp failed for volume "config" : configmap "settings" not found (x4)
   7.5    Warning FailedMount shop: MountVolume.SetUp failed for volume "config" : configmap "settings" not found (x5)
`);
  world.createConfigMap('settings', {});
  world.settle();
  expect(world.seconds).toBeCloseTo(17.9, 1);
  expect(world.pod('shop').status!.phase).toBe('Running');
});

test('a key that a volume asks for must exist', () => {
  const world = new World();
  world.createConfigMap('settings', { a: '1' });
  world.run('shop', {
    volumes: [{ name: 'config', configMap: { name: 'settings', items: [{ key: 'b', path: 'b' }] } }],
    container: mounting('config'),
  });
  world.settle();
  expect(world.events('shop')[0]!.message).toBe(
    'MountVolume.SetUp failed for volume "config" : configmap references non-existent config key: b',
  );
});

test('projected volumes name all that is missing; optional sources and unused volumes are not looked at', () => {
  const world = new World();
  world.admin.create(Secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'there', namespace: 'default' },
    data: { user: 'cm9vdA==' },
  });
  world.run('shop', {
    volumes: [
      { name: 'unused', secret: { secretName: 'none' } },
      {
        name: 'all',
        projected: {
          sources: [
            { secret: { name: 'there', items: [{ key: 'user', path: 'user' }] } },
            { secret: { name: 'secret-one' } },
            { configMap: { name: 'map-one' } },
            { configMap: { name: 'map-two', optional: true } },
          ],
        },
      },
    ],
    container: mounting('all'),
  });
  world.settle();
  expect(world.events('shop').map(({ message }) => message)).toEqual([
    'MountVolume.SetUp failed for volume "all" : [secret "secret-one" not found, configmap "map-one" not found]',
  ]);
});

test('a claim has to be there and bound to a volume', () => {
  const world = new World();
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default' },
    spec: {
      accessModes: ['ReadWriteOnce' as const],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: '',
      volumeName: 'disk-1',
    },
  };
  world.run('shop', {
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    container: mounting('data'),
  });
  world.advance(1_000);
  const created = world.admin.create(PersistentVolumeClaims, claim);
  world.settle();
  world.admin.create(PersistentVolumes, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'disk-1' },
    spec: {
      accessModes: ['ReadWriteOnce' as const],
      capacity: { storage: '1Gi' },
      hostPath: { path: '/data' },
    },
  });
  world.admin.updateStatus(PersistentVolumeClaims, { ...created, status: { phase: 'Bound' } });
  world.settle();
  const prefix =
    'Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[data]: error processing PVC default/data: ';
  expect(
    world
      .events('shop')
      .filter(({ reason }) => reason === 'FailedMount')
      .map(({ message }) => message!.replace(prefix, '')),
  ).toEqual([
    'failed to fetch PVC from API server: persistentvolumeclaims "data" not found',
    'PVC is not bound',
  ]);
  expect(world.pod('shop').status!.phase).toBe('Running');
});
