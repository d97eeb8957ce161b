import type { Container } from '../../../kube/generated/core-v1';
import type { Workload } from '../../../kube/workloads';
import { fewOf } from '../../context/absence';
import { containersOf, type PlacedContainer } from '../../context/containers';
import type { BuiltInRule, Problem } from '../../rule';

export const PROBE_PORT_RULES: readonly BuiltInRule[] = [
  {
    id: 'probe-port',
    severity: 'error',
    profile: 'learning',
    finds: 'A probe or hook that asks for a port which its container does not declare.',
    why: 'A probe of a port that nobody listens on fails: the container is never ready, or is killed again and again.',
    fix: 'name or number a port of the container',
    peers: ['kube-linter liveness-port', 'kube-linter readiness-port', 'kube-linter startup-port'],
    *check({ workloads }) {
      for (const workload of workloads)
        for (const placed of containersOf(workload)) yield* wrongPorts(workload, placed);
    },
  },
];

function* wrongPorts({ object }: Workload, { container, field }: PlacedContainer): Iterable<Problem> {
  const ports = container.ports ?? [];
  for (const { port, field: at } of askedPorts(container)) {
    const isNamed = typeof port === 'string' && !/^\d+$/.test(port);
    const number = Number(port);
    if (ports.some(({ name, containerPort }) => (isNamed ? name === port : containerPort === number)))
      continue;
    // Containers need not declare what they listen on.
    if (!isNamed && ports.length === 0) continue;
    const declared = ports.map((one) =>
      one.name ? `${one.containerPort} (${one.name})` : `${one.containerPort}`,
    );
    yield {
      object,
      field: `${field}.${at}.port`,
      severity: isNamed ? 'error' : 'warning',
      message: `container "${container.name}" declares no port ${isNamed ? `named "${port}"` : port}; it declares ${fewOf(declared) || 'none'}`,
    };
  }
}

const ACTIONS = ['httpGet', 'tcpSocket', 'grpc'] as const;

/** The ports of probes and hooks that ask the container itself. */
function* askedPorts(container: Container): Iterable<{ port: number | string; field: string }> {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  const handlers = {
    livenessProbe,
    readinessProbe,
    startupProbe,
    'lifecycle.postStart': lifecycle?.postStart,
    'lifecycle.preStop': lifecycle?.preStop,
  };
  for (const [name, handler] of Object.entries(handlers))
    for (const action of ACTIONS) {
      const asked = (handler as Asking | undefined)?.[action];
      if (asked?.port !== undefined && !asked.host) yield { port: asked.port, field: `${name}.${action}` };
    }
}

type Asking = {
  readonly [action in (typeof ACTIONS)[number]]?: { readonly port?: number | string; readonly host?: string };
};
