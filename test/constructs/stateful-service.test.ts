import type { Stack, StatefulServiceProps } from '../../lib/constructs';
import { IngressRoutes, StatefulService, WebService } from '../../lib/constructs';
import { messagesOf, namesIn, newStack, synthesize } from './synthesis';

const IMAGE = 'registry.example.com/store:1';

const store = (props: Partial<StatefulServiceProps> = {}, stack: Stack = newStack()) =>
  new StatefulService(stack, 'store', {
    image: IMAGE,
    port: 7000,
    storage: { data: { path: '/data', size: '10Gi' } },
    ...props,
  });

test('with an image, a port and storage, everything else has a default', () => {
  const stack = newStack();
  store({}, stack);
  expect(synthesize(stack)).toMatchSnapshot();
});

test('with a backup, its data is copied on a schedule', () => {
  const stack = newStack();
  store(
    {
      backup: {
        schedule: '0 3 * * *',
        timeZone: 'Europe/Berlin',
        size: '20Gi',
        image: IMAGE,
        command: ['copy'],
        user: 7,
      },
    },
    stack,
  );
  expect(synthesize(stack).filter(({ metadata }) => metadata.name === 'store-backup')).toMatchSnapshot();
});

test('its pods have names by a headless Service, and one address by another', () => {
  const stack = newStack();
  const one = store({}, stack);
  expect(one.statefulSet.toJson().spec!.serviceName).toBe('store-pods');
  expect(one.headlessService.toJson().spec).toMatchObject({
    clusterIP: 'None',
    publishNotReadyAddresses: true,
  });
  expect(one.service.toJson().spec).not.toHaveProperty('clusterIP');
  expect(namesIn(stack)).toContain('PodDisruptionBudget/store');
});

test('what is stored outlives the pods, the number of them, and the set', () => {
  const { spec } = store({
    storage: { data: { path: '/data', size: '1Gi', storageClass: 'fast', access: 'ReadWriteOncePod' } },
  }).statefulSet.toJson();
  expect(spec).toMatchObject({
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: {
          accessModes: ['ReadWriteOncePod'],
          storageClassName: 'fast',
          resources: { requests: { storage: '1Gi' } },
        },
      },
    ],
  });
  expect(spec!.template.spec!.containers[0]!.volumeMounts).toContainEqual({
    name: 'data',
    mountPath: '/data',
  });
  expect(spec!.template.spec!.volumes).toEqual([{ name: 'tmp', emptyDir: {} }]);
});

test('several pods may talk to each other', () => {
  const { networkPolicy } = store({ replicas: 3, ports: { peers: 7001 } });
  const ports = [
    { protocol: 'TCP', port: 7000 },
    { protocol: 'TCP', port: 7001 },
  ];
  expect(networkPolicy!.toJson().spec).toMatchObject({ ingress: [{ ports }], egress: [{}, { ports }] });
  expect(store({ replicas: 1 }).networkPolicy).toBeUndefined();
});

test('others connect by its scheme and port, and start after it', () => {
  const stack = newStack();
  const one = store({ scheme: 'redis' }, stack);
  const web = new WebService(stack, 'web', { image: IMAGE, port: 80, connectsTo: [one] });
  const deployment = web.deployment.toJson();
  expect(deployment.spec!.template.spec!.containers[0]!.env).toEqual([
    { name: 'STORE_URL', value: 'redis://store:7000' },
  ]);
  expect(deployment.metadata.annotations).toEqual({
    'config.kubernetes.io/depends-on': 'apps/namespaces/shop/StatefulSet/store',
  });
});

test('requests from outside can be routed to it', () => {
  const stack = newStack();
  const { ingress } = new IngressRoutes(stack, 'edge', { paths: { '/': store({}, stack) } });
  expect(ingress.toJson().spec!.rules![0]!.http!.paths[0]!.backend.service).toEqual({
    name: 'store',
    port: { number: 7000 },
  });
});

test('pods can start all at once', () => {
  expect(store({ startsInParallel: true }).statefulSet.toJson().spec!.podManagementPolicy).toBe('Parallel');
});

test.each<[Partial<StatefulServiceProps>, string]>([
  [{ storage: {} }, 'storage: there is none'],
  [{ storage: { data: { path: 'data', size: '1Gi' } } }, 'mount: "data" is not an absolute path'],
  [{ storage: { data: { path: '/data', size: 'much' } } }, 'storage.data.size: "much" is not a quantity'],
  [{ storage: { tmp: { path: '/x', size: '1Gi' } } }, 'the pod has two volumes named "tmp"'],
  [{ replicas: 0.5 }, 'replicas: 0.5 is not a whole number of at least 0'],
])('%j is refused', (props, message) => {
  expect(messagesOf(() => store(props))).toContainEqual(expect.stringContaining(message));
});
