import type { Volume } from '../../../kube/generated/core-v1';
import { podSpecOf, templateField, type Workload } from '../../../kube/workloads';
import type { CheckContext } from '../../context/check-context';
import { containersOf } from '../../context/containers';
import type { BuiltInRule } from '../../rule';

export const HOST_ACCESS_RULES: readonly BuiltInRule[] = [
  {
    id: 'container-runtime-socket',
    severity: 'error',
    profile: 'default',
    finds: 'A pod that mounts the socket of the node’s container runtime.',
    why: 'Through it the pod starts whatever it likes as root on the node, past every rule of the cluster.',
    fix: 'ask the Kubernetes API, or build images without the runtime of the node',
    peers: ['kube-linter docker-sock'],
    *check(context) {
      for (const { workload, path, field } of hostPaths(context))
        if (/\/(?:docker|containerd|crio|cri-dockerd)\.sock$/.test(path))
          yield { object: workload.object, field, message: `mounts ${path} of its node` };
    },
  },
  {
    id: 'sensitive-host-path',
    severity: 'warning',
    profile: 'default',
    finds: 'A pod that mounts a folder with the configuration or secrets of its node.',
    why: 'Credentials of the kubelet, of the control plane and of other pods lie there.',
    fix: 'mount only the file that is needed, or do without',
    peers: ['kube-linter sensitive-host-mounts'],
    *check(context) {
      for (const { workload, path, field } of hostPaths(context))
        if (SENSITIVE.has(path.replace(/(?<=.)\/+$/, '')))
          yield { object: workload.object, field, message: `mounts ${path} of its node` };
    },
  },
  {
    id: 'writable-host-path',
    severity: 'warning',
    profile: 'restricted',
    finds: 'A container that may write to a folder of its node.',
    why: 'What it writes there stays after the pod, and is read by others.',
    fix: 'set readOnly on the mount',
    peers: ['kube-linter writable-host-mount'],
    *check(context) {
      for (const { workload, name, path } of hostPaths(context))
        for (const { container, field } of containersOf(workload))
          for (const [index, mount] of (container.volumeMounts ?? []).entries())
            if (mount.name === name && !mount.readOnly)
              yield {
                object: workload.object,
                field: `${field}.volumeMounts[${index}]`,
                message: `container "${container.name}" may write to ${path} of its node`,
              };
    },
  },
];

const SENSITIVE = new Set([
  '/',
  '/boot',
  '/dev',
  '/etc',
  '/etc/kubernetes',
  '/lib',
  '/proc',
  '/root',
  '/run',
  '/sys',
  '/usr',
  '/var',
  '/var/lib',
  '/var/lib/etcd',
  '/var/lib/kubelet',
  '/var/run',
]);

interface HostPath {
  readonly workload: Workload;
  readonly name: string;
  readonly path: string;
  readonly field: string;
}

function* hostPaths({ workloads }: CheckContext): Iterable<HostPath> {
  for (const workload of workloads)
    for (const [index, { name, hostPath }] of volumesOf(workload).entries())
      if (hostPath)
        yield {
          workload,
          name,
          path: hostPath.path,
          field: templateField(workload, `spec.volumes[${index}].hostPath`),
        };
}

const NONE: readonly Volume[] = [];

function volumesOf(workload: Workload): readonly Volume[] {
  return podSpecOf(workload).volumes ?? NONE;
}
