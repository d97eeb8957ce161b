import type { NetworkRequest, NetworkResponse } from '../component/dataplane';

/** Milliseconds, or a text as Go writes durations: `1500`, `'1.5s'`, `'2m'`. */
export type Duration = number | string;

/**
 * How the process in a container behaves: the only thing in the cluster that is invented. Everything is optional; what
 * is left out is a well-behaved server that listens after half a second, answers 200 and exits at once when asked to.
 */
export interface Workload {
  /** From the start of the process until it listens. @default '500ms' */
  readonly startup?: Duration;
  /**
   * From the start of the process until it answers with its status; from `startup` until then it answers 503, except
   * where `status` names the path, and on the path of the liveness probe if that has one of its own.
   * @default as soon as it listens
   */
  readonly readyAfter?: Duration;
  /** Where it listens. @default the container's declared ports; if there are none, every port */
  readonly ports?: readonly number[];
  /** The HTTP status it answers, for every path or for some of them. gRPC health checks are SERVING below 400. @default 200 */
  readonly status?: number | { readonly [path: string]: number };
  /** How long an answer takes. @default 1 ms */
  readonly latency?: Duration;
  /** Answers in place of `status` and `latency`. Must depend on nothing but its arguments. */
  readonly respond?: Responder;
  /**
   * What a command in the container comes to (exec probes and hooks): an exit code, or a function. A command that
   * contains `sleep N` takes that long.
   * @default succeeds as long as the process listens and has no outage
   */
  readonly exec?: number | ((command: readonly string[], process: ProcessView) => ExecResult | number);
  /** From SIGTERM to the exit; `'never'` waits for SIGKILL. @default 0 */
  readonly shutdown?: Duration | 'never';
  /** The exit code after SIGTERM. @default 0 */
  readonly shutdownCode?: number;
  /** Whether it still takes requests between SIGTERM and its exit. @default false */
  readonly servesWhileStopping?: boolean;
  /**
   * When it ends by itself. @default 'never' where the restart policy is Always; otherwise after 5 s with code 0, and
   * init containers after 1 s
   */
  readonly exit?: Exit | 'never';
  /** A defect that ends the process in each of its first lives. */
  readonly crash?: Crash;
  /** Times in which it runs, but does not work. */
  readonly outage?: Outage | readonly Outage[];
  /** What it uses once it listens, as a quantity. Over the container's limit, it is killed (OOMKilled). */
  readonly memory?: string;
  /** What it uses beside its work on requests, as a quantity; the function is asked whenever it is measured. @default '1m' */
  readonly cpu?: string | ((process: ProcessView) => string);
  /** How long a CPU works on one request. @default '10ms' */
  readonly cpuPerRequest?: Duration;
  readonly image?: WorkloadImage;
  /** What it writes when it starts. */
  readonly logs?: readonly string[];
}

export interface Exit {
  readonly after: Duration;
  /** @default 0 */
  readonly code?: number;
}

export interface Crash {
  readonly after: Duration;
  /** @default 1 */
  readonly code?: number;
  /** In how many lives; it survives after that. @default in every life */
  readonly times?: number;
}

export interface Outage {
  /** From the start of the process. */
  readonly after: Duration;
  /** @default until the process ends */
  readonly for?: Duration;
  /**
   * The status it answers; `'hang'`: it takes requests, but never answers, and does not hear SIGTERM; `'refuse'`: it
   * does not listen.
   * @default 503
   */
  readonly as?: number | 'hang' | 'refuse';
  /** @default every path */
  readonly paths?: readonly string[];
  /** In how many of the container's lives. @default in every life */
  readonly times?: number;
}

export interface WorkloadImage {
  /** The registry does not have it; a text is the error that the registry answers. */
  readonly missing?: boolean | string;
  /** How long a node takes to pull it. @default '1.5s' */
  readonly pull?: Duration;
  /** Bytes. @default 80 MB */
  readonly size?: number;
}

/** What a function of a workload may look at. */
export interface ProcessView {
  readonly namespace: string;
  readonly pod: string;
  readonly podIp: string;
  readonly node: string;
  readonly container: string;
  readonly image: string;
  /** 0 in the first life of the container. */
  readonly restarts: number;
  /** Milliseconds since the process started. */
  readonly age: number;
  readonly stopping: boolean;
}

/** A status, a response (missing parts are filled in), or what happens instead of one. */
export type Answer = number | Partial<NetworkResponse> | 'hang' | 'refuse';

export type Responder = (request: NetworkRequest, process: ProcessView) => Answer;

export interface ExecResult {
  readonly exitCode: number;
  readonly output?: string;
  readonly duration?: Duration;
}
