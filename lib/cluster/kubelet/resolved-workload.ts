import { parseDuration } from '../../kube/duration';
import { Quantity } from '../../kube/quantity';
import type { Duration, Outage, Responder, Workload } from './workload';

/** A {@link Workload} with its defaults, in milliseconds and bytes. */
export interface ResolvedWorkload {
  readonly startup: number;
  readonly readyAfter: number;
  /** Undefined: the container's own. */
  readonly ports: readonly number[] | undefined;
  readonly status: number;
  readonly statusByPath: { readonly [path: string]: number };
  readonly latency: number;
  readonly respond: Responder | undefined;
  readonly exec: Workload['exec'];
  /** Infinity: never. */
  readonly shutdown: number;
  readonly shutdownCode: number;
  readonly servesWhileStopping: boolean;
  /** Undefined: as the restart policy suggests. */
  readonly exit: { readonly after: number; readonly code: number } | 'never' | undefined;
  readonly crash: { readonly after: number; readonly code: number; readonly times: number } | undefined;
  readonly outages: readonly ResolvedOutage[];
  readonly memory: number;
  readonly cpu: NonNullable<Workload['cpu']>;
  readonly cpuPerRequest: number;
  readonly image: ResolvedImage;
  readonly logs: readonly string[];
}

export interface ResolvedOutage {
  readonly after: number;
  readonly until: number;
  readonly as: number | 'hang' | 'refuse';
  readonly paths: readonly string[] | undefined;
  readonly times: number;
}

export interface ResolvedImage {
  /** The registry's error, or undefined if the image can be pulled. */
  readonly missing: string | true | undefined;
  readonly pull: number;
  readonly size: number;
}

const STARTUP = 500;
const LATENCY = 1;
const CPU = '1m';
const CPU_PER_REQUEST = 10;
const IMAGE_PULL = 1_500;
const IMAGE_SIZE = 80_000_000;
const ALWAYS = Number.POSITIVE_INFINITY;

/** @throws DurationError, QuantityError for texts that are none */
export function resolveWorkload(workload: Workload): ResolvedWorkload {
  const { status = 200, shutdown = 0, exit, crash, outage = [], image = {} } = workload;
  const startup = milliseconds(workload.startup ?? STARTUP);
  return {
    startup,
    readyAfter: Math.max(startup, milliseconds(workload.readyAfter ?? 0)),
    ports: workload.ports,
    status: typeof status === 'number' ? status : 200,
    statusByPath: typeof status === 'number' ? {} : status,
    latency: milliseconds(workload.latency ?? LATENCY),
    respond: workload.respond,
    exec: workload.exec,
    shutdown: shutdown === 'never' ? ALWAYS : milliseconds(shutdown),
    shutdownCode: workload.shutdownCode ?? 0,
    servesWhileStopping: workload.servesWhileStopping ?? false,
    exit: typeof exit === 'object' ? { after: milliseconds(exit.after), code: exit.code ?? 0 } : exit,
    crash: crash && {
      after: milliseconds(crash.after),
      code: crash.code ?? 1,
      times: crash.times ?? ALWAYS,
    },
    outages: (isList(outage) ? outage : [outage]).map(resolveOutage),
    memory: workload.memory === undefined ? 0 : Quantity.parse(workload.memory).value(),
    cpu: workload.cpu ?? CPU,
    cpuPerRequest: milliseconds(workload.cpuPerRequest ?? CPU_PER_REQUEST),
    image: {
      missing: image.missing || undefined,
      pull: milliseconds(image.pull ?? IMAGE_PULL),
      size: image.size ?? IMAGE_SIZE,
    },
    logs: workload.logs ?? [],
  };
}

function resolveOutage(outage: Outage): ResolvedOutage {
  const after = milliseconds(outage.after);
  return {
    after,
    until: outage.for === undefined ? ALWAYS : after + milliseconds(outage.for),
    as: outage.as ?? 503,
    paths: outage.paths,
    times: outage.times ?? ALWAYS,
  };
}

export function milliseconds(duration: Duration): number {
  return typeof duration === 'number' ? duration : parseDuration(duration);
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
