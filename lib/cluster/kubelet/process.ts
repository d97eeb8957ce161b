import { Quantity } from '../../kube/quantity';
import type { Clock, Timer } from '../clock/clock';
import type { NetworkRequest, NetworkResponse, Reply } from '../component/dataplane';
import type { ContainerLog } from './container-log';
import type { ResolvedOutage, ResolvedWorkload } from './resolved-workload';
import { milliseconds } from './resolved-workload';
import { type EndReason, type ProcessEvent, reasonOf } from './timeline';
import type { Answer, ProcessView } from './workload';

/** Whoever runs a process and wants to know what becomes of it. */
export interface ProcessOwner {
  /** It has ended, by itself or by a signal. */
  processEnded(code: number, reason: EndReason): void;
  /** From now on it answers differently. */
  processChanged(): void;
  view(): ProcessView;
}

export interface ProcessOptions {
  readonly clock: Clock;
  readonly workload: ResolvedWorkload;
  readonly timeline: readonly ProcessEvent[];
  /** Ports it listens on; undefined for every port. */
  readonly ports: readonly number[] | undefined;
  /** Answered with its status before the process is warm: the liveness probe's own path. */
  readonly alwaysWarmPath: string | undefined;
  readonly log: ContainerLog;
  /** Whether what it does by itself is background work: the container has restarted too often to be waited for. */
  readonly quiet: boolean;
}

/** A command has ended, or would have after `duration` milliseconds. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly output: string;
  readonly duration: number;
}

const KILLED = 137;
const REFUSED: Reply = { kind: 'refused' };
const HEADERS = { 'content-type': 'application/json' };
const NO_HEADERS = {};

/** A simulated process: it listens, answers, and ends as its {@link ResolvedWorkload} says. */
export class Process {
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  private next = 0;
  private timer: Timer | undefined;
  private stopTimer: Timer | undefined;
  private listening = false;
  private warm: boolean;
  private stopping = false;
  private outage: ResolvedOutage | undefined;
  private requests = 0;

  constructor(
    private readonly owner: ProcessOwner,
    private readonly options: ProcessOptions,
  ) {
    const { clock, workload, log } = options;
    this.startedAt = clock.now();
    this.warm = workload.readyAfter <= workload.startup;
    log.write(this.startedAt, 'starting');
    for (const line of workload.logs) log.write(this.startedAt, line);
    // What it can do from the first moment on is no change that anybody has to hear of.
    while (options.timeline[this.next]?.at === 0 && options.timeline[this.next]!.kind !== 'end')
      this.happen(options.timeline[this.next++]!);
    this.scheduleNext();
  }

  get isStopping(): boolean {
    return this.stopping;
  }

  get age(): number {
    return this.options.clock.now() - this.startedAt;
  }

  /** Milliseconds that a CPU has worked on its requests. */
  get workTime(): number {
    return this.requests * this.options.workload.cpuPerRequest;
  }

  /** CPUs that it uses beside. */
  get idleCpu(): Quantity {
    const { cpu } = this.options.workload;
    return Quantity.parse(typeof cpu === 'string' ? cpu : cpu(this.owner.view()));
  }

  /** Bytes. */
  get memory(): number {
    return this.listening ? this.options.workload.memory : 0;
  }

  /** Whether its answers depend on a function, so that nobody can know them before. */
  get isUnpredictable(): boolean {
    return this.options.workload.respond !== undefined;
  }

  /** The same of what commands come to. */
  get hasOwnCommands(): boolean {
    return typeof this.options.workload.exec === 'function';
  }

  /** How it takes connections on `port`: not at all, because it declares it, or because it declares none. */
  listensOn(port: number): 'no' | 'declared' | 'any' {
    if (!this.takesConnections()) return 'no';
    const { ports } = this.options;
    if (!ports) return 'any';
    return ports.includes(port) ? 'declared' : 'no';
  }

  /** Answers a request on a port it listens on. */
  handle(request: NetworkRequest): Reply {
    const { workload, log, clock } = this.options;
    this.requests++;
    const answer = workload.respond
      ? workload.respond(request, this.owner.view())
      : this.answerTo(request.path);
    if (answer === 'refuse') return REFUSED;
    const response = this.respond(request, answer);
    if (response.duration !== Number.POSITIVE_INFINITY)
      log.access(clock.now(), request.method, request.path, response.status);
    return { kind: 'response', response };
  }

  /** What {@link handle} would answer, without a trace. Only for a process that is not unpredictable. */
  answerTo(path: string): number | 'hang' | 'refuse' {
    const query = path.indexOf('?');
    const plain = query < 0 ? path : path.slice(0, query);
    const { outage } = this;
    if (outage && (!outage.paths || outage.paths.includes(plain))) return outage.as;
    const { workload, alwaysWarmPath } = this.options;
    const own = workload.statusByPath[plain];
    if (own !== undefined) return own;
    return this.warm || plain === alwaysWarmPath ? workload.status : 503;
  }

  /** Milliseconds to an answer, for a process that is not unpredictable. */
  get latency(): number {
    return this.options.workload.latency;
  }

  /** Runs a command in the container. When the workload says nothing, hooks succeed, and probes while it works. */
  exec(command: readonly string[], purpose: 'probe' | 'hook'): CommandOutcome {
    const { exec } = this.options.workload;
    const slept = sleepIn(command);
    if (exec === undefined) {
      const works = this.takesConnections() && this.warm && !this.outage;
      return { exitCode: works || purpose === 'hook' ? 0 : 1, output: '', duration: slept };
    }
    const result = typeof exec === 'number' ? exec : exec(command, this.owner.view());
    if (typeof result === 'number') return { exitCode: result, output: '', duration: slept };
    const { exitCode, output = '', duration } = result;
    return { exitCode, output, duration: duration === undefined ? slept : milliseconds(duration) };
  }

  /** SIGTERM: it ends when its workload says, at once by default. A process that hangs does not hear it. */
  terminate(): void {
    if (this.stopping || this.outage?.as === 'hang') return;
    const { workload, clock, log } = this.options;
    this.stopping = true;
    log.write(clock.now(), 'received SIGTERM, shutting down');
    if (workload.shutdown === 0) this.end(workload.shutdownCode, reasonOf(workload.shutdownCode));
    else {
      if (workload.shutdown !== Number.POSITIVE_INFINITY)
        this.stopTimer = clock.schedule(workload.shutdown, () =>
          this.end(workload.shutdownCode, reasonOf(workload.shutdownCode)),
        );
      this.owner.processChanged();
    }
  }

  /** SIGKILL. */
  kill(): void {
    this.end(KILLED, 'Error');
  }

  /** The machine is gone: nothing happens any more, and nobody is told. */
  vanish(): void {
    this.timer?.cancel();
    this.stopTimer?.cancel();
    this.listening = false;
  }

  private takesConnections(): boolean {
    if (!this.listening || (this.stopping && !this.options.workload.servesWhileStopping)) return false;
    return this.outage?.as !== 'refuse' || this.outage.paths !== undefined;
  }

  private respond(request: NetworkRequest, answer: Exclude<Answer, 'refuse'>): NetworkResponse {
    const { latency } = this.options.workload;
    if (answer === 'hang')
      return { status: 0, headers: NO_HEADERS, body: '', duration: Number.POSITIVE_INFINITY };
    if (typeof answer !== 'number')
      return { status: 200, headers: HEADERS, body: '', duration: latency, ...answer };
    const { pod, container } = this.owner.view();
    const body = JSON.stringify({ pod, container, path: request.path });
    return { status: answer, headers: HEADERS, body, duration: latency };
  }

  private scheduleNext(): void {
    const { timeline, clock, quiet } = this.options;
    const event = timeline[this.next];
    if (!event) return;
    const delay = this.startedAt + event.at - clock.now();
    this.timer = clock.schedule(delay, () => this.live(), { background: quiet });
  }

  private live(): void {
    const event = this.options.timeline[this.next++]!;
    if (event.kind === 'end') {
      this.end(event.code, event.reason);
      return;
    }
    this.happen(event);
    this.scheduleNext();
    this.owner.processChanged();
  }

  private happen(event: ProcessEvent): void {
    const { log, clock, ports } = this.options;
    switch (event.kind) {
      case 'listen':
        this.listening = true;
        if (!ports || ports.length > 0)
          log.write(
            clock.now(),
            ports ? `listening on ${ports.map((port) => `:${port}`).join(', ')}` : 'listening',
          );
        break;
      case 'warm':
        this.warm = true;
        break;
      case 'outage':
        this.outage = event.outage;
        break;
      case 'recovery':
        if (this.outage === event.outage) this.outage = undefined;
        break;
      case 'end':
        break;
    }
  }

  private end(code: number, reason: EndReason): void {
    this.vanish();
    const { log, clock } = this.options;
    if (code !== KILLED) log.write(clock.now(), `exiting with code ${code}`);
    this.owner.processEnded(code, reason);
  }
}

/** The milliseconds that a command sleeps: `["sh", "-c", "sleep 5 && nginx -s quit"]`. */
function sleepIn(command: readonly string[]): number {
  const match = /(?:^|[\s;&/])sleep\s+(\d+(?:\.\d+)?)([smh]?)(?:$|[\s;&])/.exec(command.join(' '));
  if (!match) return 0;
  return Number(match[1]) * { s: 1000, m: 60_000, h: 3_600_000, '': 1000 }[match[2] as '' | 's' | 'm' | 'h'];
}
