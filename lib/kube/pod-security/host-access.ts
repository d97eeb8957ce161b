import type { Container, EphemeralContainer } from '../generated/core-v1';
import {
  type CheckedPod,
  containerField,
  containersWhere,
  fieldsOf,
  nameContainers,
  nameSetters,
  type Objection,
  type PodCheck,
  plural,
  quoted,
  sorted,
} from './check';

/** Ways from a pod to its node. */
export const HOST_ACCESS_CHECKS: readonly PodCheck[] = [
  { id: 'hostNamespaces', level: 'baseline', versions: [{ since: 0, find: hostNamespaces }] },
  { id: 'hostPathVolumes', level: 'baseline', versions: [{ since: 0, find: hostPathVolumes }] },
  { id: 'hostPorts', level: 'baseline', versions: [{ since: 0, find: hostPorts }] },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', versions: [{ since: 34, find: hostsOfHandlers }] },
  { id: 'windowsHostProcess', level: 'baseline', versions: [{ since: 0, find: windowsHostProcess }] },
];

function hostNamespaces({ spec }: CheckedPod): Objection | undefined {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field]);
  if (used.length === 0) return undefined;
  return {
    reason: 'host namespaces',
    detail: used.map((field) => `${field}=true`).join(', '),
    fields: used.map((field) => `spec.${field}`),
  };
}

function hostPathVolumes({ spec }: CheckedPod): Objection | undefined {
  const volumes = (spec.volumes ?? []).filter(({ hostPath }) => hostPath);
  if (volumes.length === 0) return undefined;
  return {
    reason: 'hostPath volumes',
    detail: `${plural(volumes.length, 'volume')} ${quoted(volumes.map(({ name }) => name))}`,
    fields: volumes.map((volume) => `spec.volumes[${spec.volumes!.indexOf(volume)}].hostPath`),
  };
}

function hostPorts(pod: CheckedPod): Objection | undefined {
  const bad = containersWhere(pod, ({ ports }) => ports?.some(({ hostPort }) => hostPort) ?? false);
  if (bad.length === 0) return undefined;
  const found = bad.flatMap((index) =>
    (pod.containers[index]!.ports ?? []).flatMap(({ hostPort }, place) =>
      hostPort
        ? [{ port: String(hostPort), field: `${containerField(pod, index)}.ports[${place}].hostPort` }]
        : [],
    ),
  );
  const ports = sorted(found.map(({ port }) => port));
  return {
    reason: 'hostPort',
    detail: `${nameContainers(pod, bad)} ${plural(bad.length, 'uses', 'use')} ${plural(ports.length, 'hostPort')} ${ports.join(', ')}`,
    fields: found.map(({ field }) => field),
  };
}

interface HandlerHost {
  readonly host: string;
  /** Below the container. */
  readonly field: string;
}

function hostsOfHandlers(pod: CheckedPod): Objection | undefined {
  const bad = containersWhere(pod, (container) => handlerHosts(container).length > 0);
  if (bad.length === 0) return undefined;
  const found = bad.flatMap((index) =>
    handlerHosts(pod.containers[index]!).map(({ host, field }) => ({
      host,
      field: `${containerField(pod, index)}.${field}`,
    })),
  );
  const names = sorted(bad.map((index) => pod.containers[index]!.name));
  const hosts = sorted(found.map(({ host }) => host));
  const words = 'probe or lifecycle host';
  return {
    reason: words,
    detail: `${plural(names.length, 'container')} ${quoted(names)} ${plural(names.length, 'uses', 'use')} ${plural(hosts.length, words)} ${quoted(hosts)}`,
    fields: found.map(({ field }) => field),
  };
}

const NO_HOSTS: readonly HandlerHost[] = [];

function handlerHosts(container: Container | EphemeralContainer): readonly HandlerHost[] {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  if (!livenessProbe && !readinessProbe && !startupProbe && !lifecycle) return NO_HOSTS;
  const handlers = [
    ['livenessProbe', livenessProbe],
    ['readinessProbe', readinessProbe],
    ['startupProbe', startupProbe],
    ['lifecycle.postStart', lifecycle?.postStart],
    ['lifecycle.preStop', lifecycle?.preStop],
  ] as const;
  return handlers.flatMap(([name, handler]) =>
    (['httpGet', 'tcpSocket'] as const).flatMap((action) => {
      const host = handler?.[action]?.host;
      return host ? [{ host, field: `${name}.${action}.host` }] : [];
    }),
  );
}

function windowsHostProcess(pod: CheckedPod): Objection | undefined {
  const podItself = pod.spec.securityContext?.windowsOptions?.hostProcess === true;
  const bad = containersWhere(
    pod,
    ({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true,
  );
  if (!podItself && bad.length === 0) return undefined;
  const field = 'securityContext.windowsOptions.hostProcess';
  return {
    reason: 'hostProcess',
    detail: `${nameSetters(pod, podItself, bad)} must not set ${field}=true`,
    fields: [...(podItself ? [`spec.${field}`] : []), ...fieldsOf(pod, bad, field)],
  };
}
