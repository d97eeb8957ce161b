import type { WebServiceProps } from '../../../lib/constructs';
import { secretKey, WebService } from '../../../lib/constructs';
import { messagesOf, newStack, synthesize } from '../synthesis';

const IMAGE = 'registry.example.com/web:1';

const webService = (props: Partial<WebServiceProps>, stack = newStack()) =>
  new WebService(stack, 'web', { image: IMAGE, port: 8080, scratch: [], ...props });
const podOf = (service: WebService) => service.deployment.toJson().spec!.template.spec!;
const hashOf = (service: WebService) =>
  service.deployment.toJson().spec!.template.metadata!.annotations!['checksum/config'];

test('sidecars, init containers and equals share volumes, in an order that works', () => {
  const stack = newStack();
  webService(
    {
      sidecars: { proxy: { image: IMAGE, ports: { proxy: 15_001 }, health: { live: false } } },
      initContainers: { fetch: { image: IMAGE, args: ['fetch'] }, unpack: { image: IMAGE } },
      containers: { reloader: { image: IMAGE } },
      volumes: {
        site: { mounts: { web: { path: '/srv', readOnly: true }, unpack: '/out', reloader: '/site' } },
        big: { source: { emptyDir: { sizeLimit: '1Gi' } }, mounts: { fetch: '/big' } },
      },
    },
    stack,
  );
  expect(synthesize(stack)).toMatchSnapshot();
});

test('sidecars start before the init containers, and keep running', () => {
  const pod = podOf(
    webService({ initContainers: { fetch: { image: IMAGE } }, sidecars: { proxy: { image: IMAGE } } }),
  );
  expect(pod.initContainers!.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([
    ['proxy', 'Always'],
    ['fetch', undefined],
  ]);
});

test('files are shown one by one, from a ConfigMap of their own', () => {
  const service = webService({ files: { '/etc/nginx/nginx.conf': 'events {}', '/srv/index.html': '<p>' } });
  expect(service.files!.toJson()).toMatchObject({
    metadata: { name: 'web-files' },
    data: { 'etc.nginx.nginx.conf': 'events {}', 'srv.index.html': '<p>' },
  });
  const pod = podOf(service);
  expect(pod.volumes).toEqual([{ name: 'files', configMap: { name: 'web-files' } }]);
  expect(pod.containers[0]!.volumeMounts).toEqual([
    { name: 'files', mountPath: '/etc/nginx/nginx.conf', subPath: 'etc.nginx.nginx.conf', readOnly: true },
    { name: 'files', mountPath: '/srv/index.html', subPath: 'srv.index.html', readOnly: true },
  ]);
});

test('a changed file rolls the pods', () => {
  const [before, after] = ['1', '2'].map((text) => hashOf(webService({ files: { '/a': text } })));
  expect(before).toMatch(/^[0-9a-f]{16}$/);
  expect(after).not.toBe(before);
});

test('secrets that are made elsewhere become variables and files, without their values', () => {
  const service = webService({
    env: { TOKEN: secretKey('vault', 'token') },
    secretFiles: {
      '/etc/tls/tls.crt': secretKey('tls', 'tls.crt'),
      '/etc/tls/tls.key': secretKey('tls', 'tls.key'),
    },
  });
  const pod = podOf(service);
  expect(pod.containers[0]!.env).toEqual([
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'vault', key: 'token' } } },
  ]);
  expect(pod.volumes).toEqual([{ name: 'secret-tls', secret: { secretName: 'tls' } }]);
  expect(pod.containers[0]!.volumeMounts!.map(({ subPath }) => subPath)).toEqual(['tls.crt', 'tls.key']);
});

test('a group can own the files of volumes', () => {
  expect(podOf(webService({ volumeGroup: 999 })).securityContext).toMatchObject({
    fsGroup: 999,
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsNonRoot: true,
  });
});

test.each<[Partial<WebServiceProps>, string]>([
  [
    { volumes: { site: { mounts: { helper: '/x' } } } },
    'volumes.site.mounts.helper: the pod has no container "helper"; it has web',
  ],
  [{ sidecars: { web: { image: IMAGE } } }, 'the pod has two containers named "web"'],
  [{ initContainers: { fetch: { image: IMAGE, health: '/' } } }, 'init container fetch has health'],
  [{ files: { '/a/b': '1', '/a.b': '2' } }, 'files./a.b: /a.b and another file are both stored as a.b'],
  [{ files: { a: '1' } }, 'mount: "a" is not an absolute path'],
  [
    { files: { '/a': '1' }, secretFiles: { '/a': secretKey('x', 'y') } },
    'two volumes at /a: secret-x and files',
  ],
  [{ volumes: { files: { mounts: {} } }, files: { '/a': '1' } }, 'the pod has two volumes named "files"'],
  [{ volumeGroup: 0 }, 'volumeGroup: 0 is not a whole number of at least 1'],
])('%j is refused', (props, message) => {
  expect(messagesOf(() => webService(props))).toContainEqual(expect.stringContaining(message));
});
