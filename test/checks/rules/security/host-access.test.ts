import { found, workload } from '../../checking';

function mounting(path: string, readOnly?: boolean) {
  return workload('agent', {
    kind: 'DaemonSet',
    pod: { volumes: [{ name: 'host', hostPath: { path } }] },
    container: { volumeMounts: [{ name: 'host', mountPath: '/host', readOnly }] },
  });
}

test('container-runtime-socket finds the socket of the runtime', () => {
  for (const path of ['/var/run/docker.sock', '/run/containerd/containerd.sock', '/run/crio/crio.sock'])
    expect(found('container-runtime-socket', [mounting(path)])).toEqual([
      `DaemonSet/agent spec.template.spec.volumes[0].hostPath: mounts ${path} of its node`,
    ]);
  expect(found('container-runtime-socket', [mounting('/var/log')])).toEqual([]);
});

test('sensitive-host-path finds folders with credentials of the node', () => {
  for (const path of ['/', '/etc', '/etc/', '/var/lib/kubelet'])
    expect(found('sensitive-host-path', [mounting(path)])).toHaveLength(1);
  for (const path of ['/var/log', '/etc/ssl/certs'])
    expect(found('sensitive-host-path', [mounting(path)])).toEqual([]);
});

test('writable-host-path finds mounts that may be written to', () => {
  expect(found('writable-host-path', [mounting('/var/log')])).toEqual([
    'DaemonSet/agent spec.template.spec.containers[0].volumeMounts[0]: container "main" may write to /var/log of its node',
  ]);
  expect(found('writable-host-path', [mounting('/var/log', true)])).toEqual([]);
});
