import { KubeApiObject, type Stack, WebService } from '../../../lib/constructs';
import { ConfigMaps } from '../../../lib/kube/generated/resources';
import { messagesOf, newStack } from '../synthesis';

const IMAGE = 'registry.example.com/api:1';

const webService = (stack: Stack = newStack()) => new WebService(stack, 'api', { image: IMAGE, port: 8080 });
const podOf = (service: WebService) => service.deployment.toJson().spec!.template.spec!;

test('a container can be added, as safe as the main one and without probes', () => {
  const service = webService();
  service.pod.addContainer('log', { image: 'registry.example.com/log:1', ports: { metrics: 9100 } });
  const [main, log] = podOf(service).containers;
  expect(log).toEqual({
    name: 'log',
    image: 'registry.example.com/log:1',
    ports: [{ name: 'metrics', containerPort: 9100, protocol: 'TCP' }],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } },
    securityContext: main!.securityContext,
    volumeMounts: [{ name: 'log-tmp', mountPath: '/tmp' }],
  });
});

test('init containers run in the order of adding, and sidecars keep running', () => {
  const service = webService();
  service.pod.addInitContainer('migrate', { image: IMAGE, args: ['migrate'] });
  service.pod.addInitContainer('proxy', { image: IMAGE, sidecar: true, ports: { proxy: 1 }, health: '/' });
  const [migrate, proxy] = podOf(service).initContainers!;
  expect(migrate).not.toHaveProperty('restartPolicy');
  expect(proxy).toMatchObject({ restartPolicy: 'Always', readinessProbe: { httpGet: { port: 1 } } });
});

test('an init container that ends cannot have health', () => {
  const { pod } = webService();
  expect(messagesOf(() => pod.addInitContainer('migrate', { image: IMAGE, health: '/' }))).toEqual([
    'health: init container migrate has health, but sidecar is false: it ends before anybody asks',
  ]);
});

test('a volume is mounted where it is asked for', () => {
  const service = webService();
  const volume = service.pod.addVolume('data', { persistentVolumeClaim: { claimName: 'data' } });
  service.workload.container.mount(volume, '/data', { readOnly: true, subPath: 'api' });
  expect(podOf(service).volumes).toContainEqual({
    name: 'data',
    persistentVolumeClaim: { claimName: 'data' },
  });
  expect(podOf(service).containers[0]!.volumeMounts).toContainEqual({
    name: 'data',
    mountPath: '/data',
    readOnly: true,
    subPath: 'api',
  });
});

test('a ConfigMap mounted as files rolls the pods when they are told to follow it', () => {
  const hashes = ['1', '2'].map((value) => {
    const stack = newStack();
    const service = webService(stack);
    const files = new KubeApiObject(stack, 'files', ConfigMaps, { fields: { data: { 'app.conf': value } } });
    const volume = service.pod.addVolume('files', { configMap: { name: files.name } });
    service.workload.container.mount(volume, '/etc/app');
    service.pod.restartOnChangeOf(files);
    return service.deployment.toJson().spec!.template.metadata!.annotations!['checksum/config'];
  });
  expect(hashes[0]).toMatch(/^[0-9a-f]{16}$/);
  expect(hashes[1]).not.toBe(hashes[0]);
});

test.each<[string, (service: WebService) => unknown, string]>([
  [
    'containers of one name',
    ({ pod }) => pod.addContainer('api', { image: IMAGE }),
    'the pod has two containers named "api"',
  ],
  [
    'volumes of one name',
    ({ pod }) => pod.addVolume('tmp', { emptyDir: {} }),
    'the pod has two volumes named "tmp"',
  ],
  [
    'a name that is none',
    ({ pod }) => pod.addContainer('Log', { image: IMAGE }),
    '"Log" is not a DNS-1123 label',
  ],
  [
    'mounts at one path',
    ({ pod, workload }) => workload.container.mount(pod.addVolume('x', { emptyDir: {} }), '/tmp'),
    'container api has two volumes at /tmp: tmp and x',
  ],
])('%s are refused', (_, action, message) => {
  expect(messagesOf(() => action(webService()))).toEqual([expect.stringContaining(message)]);
});
