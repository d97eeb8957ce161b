import type { IConstruct } from 'constructs';
import type { Probe } from '../../kube/generated/core-v1';
import { checkWhole } from '../authoring/numbers';
import { report } from '../authoring/report';
import type { ContainerPorts } from './container-ports';

/** How one question about a container's health is asked. Without `path`, `command` and `grpc`, a TCP connection is made. */
export interface ProbeProps {
  /**
   * Path of an HTTP GET; an answer from 200 to 399 is good.
   *
   * @default no HTTP request
   */
  readonly path?: string;
  /**
   * Command run in the container; exit code 0 is good.
   *
   * @default no command
   */
  readonly command?: readonly string[];
  /**
   * Whether the gRPC health service is asked.
   *
   * @default false
   */
  readonly grpc?: boolean;
  /**
   * Port asked, by number or name; one of the container's.
   *
   * @default the container's first port
   */
  readonly port?: number | string;
  /**
   * Seconds between two questions.
   *
   * @default 5 for readiness, 10 for liveness, 2 for startup
   */
  readonly period?: number;
  /**
   * Seconds within which the answer must come.
   *
   * @default 2 for readiness, 5 for liveness and startup
   */
  readonly timeout?: number;
  /**
   * Bad answers in a row that count as a failure.
   *
   * @default 3 for readiness, 6 for liveness, 60 for startup
   */
  readonly failures?: number;
}

/** A path stands for an HTTP GET of it; false for no probe. */
export type ProbeSpec = string | ProbeProps | false;

/** How the health of a container is found out. */
export interface HealthProps {
  /**
   * Whether it can take requests now; if not, it gets none.
   *
   * @default a TCP connection to the first port
   */
  readonly ready?: ProbeSpec;
  /**
   * Whether it is alive; if not, it is restarted.
   *
   * @default a TCP connection to the first port
   */
  readonly live?: ProbeSpec;
  /**
   * Whether it has started; until then nothing else is asked, for two minutes at most.
   *
   * @default the same question as `live`
   */
  readonly startup?: ProbeSpec;
}

/** One path stands for all three questions. */
export type Health = string | HealthProps;

export interface Probes {
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupProbe?: Probe;
}

type Timing = Required<Pick<ProbeProps, 'period' | 'timeout' | 'failures'>>;

const READINESS: Timing = { period: 5, timeout: 2, failures: 3 };
const LIVENESS: Timing = { period: 10, timeout: 5, failures: 6 };
/** Two minutes, asked often, so that a fast start is noticed fast. */
const STARTUP: Timing = { period: 2, timeout: 5, failures: 60 };

/** The probes of a container; reports questions that contradict themselves or go to a port it does not have. */
export function probesOf(owner: IConstruct, ports: ContainerPorts, health: Health): Probes {
  const { ready = {}, live = {}, startup } = typeof health === 'string' ? allFrom(health) : health;
  const asked: Probes = {
    readinessProbe: probe(owner, ports, 'health.ready', ready, READINESS),
    livenessProbe: probe(owner, ports, 'health.live', live, LIVENESS),
    startupProbe: probe(owner, ports, 'health.startup', startup ?? questionOf(live), STARTUP),
  };
  return asked;
}

function allFrom(path: string): HealthProps {
  return { ready: path, live: path };
}

/** What is asked, without how often. */
function questionOf(spec: ProbeSpec): ProbeSpec {
  if (typeof spec !== 'object') return spec;
  const { path, command, grpc, port } = spec;
  return { path, command, grpc, port };
}

function probe(
  owner: IConstruct,
  ports: ContainerPorts,
  field: string,
  spec: ProbeSpec,
  timing: Timing,
): Probe | undefined {
  if (spec === false) return undefined;
  const props = typeof spec === 'string' ? { path: spec } : spec;
  checkProbe(owner, field, props);
  return {
    ...handler(owner, ports, field, props),
    periodSeconds: props.period ?? timing.period,
    timeoutSeconds: props.timeout ?? timing.timeout,
    failureThreshold: props.failures ?? timing.failures,
  };
}

function handler(owner: IConstruct, ports: ContainerPorts, field: string, props: ProbeProps): Probe {
  if (props.command) return { exec: { command: props.command } };
  const port = ports.find(owner, `${field}.port`, props.port)?.number ?? 0;
  if (props.grpc) return { grpc: { port } };
  return props.path === undefined ? { tcpSocket: { port } } : { httpGet: { path: props.path, port } };
}

function checkProbe(owner: IConstruct, field: string, props: ProbeProps): void {
  const { path, command, grpc, port } = props;
  const ways = [
    path !== undefined && `path ${JSON.stringify(path)}`,
    command && `command ${JSON.stringify(command)}`,
    grpc && 'grpc',
  ].filter(Boolean);
  if (ways.length > 1) report(owner, { field, message: `asks in two ways: ${ways.join(' and ')}` });
  if (command && port !== undefined) {
    report(owner, {
      field,
      message: `has command ${JSON.stringify(command)}, which needs no port, and port ${port}`,
    });
  }
  if (path !== undefined && !path.startsWith('/')) {
    report(owner, { field, message: `the path ${JSON.stringify(path)} does not start with "/"` });
  }
  for (const name of ['period', 'timeout', 'failures'] as const) {
    const value = props[name];
    if (value !== undefined) checkWhole(owner, `${field}.${name}`, value, 1);
  }
}
