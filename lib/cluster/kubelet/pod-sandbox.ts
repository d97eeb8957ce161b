import type { Pod, Probe } from '../../kube/generated/core-v1';
import { isPodTerminal } from '../../kube/pod-status';
import type { NetworkRequest, Reply } from '../component/dataplane';
import { PodContainer } from './container';
import type { KubeletRequest } from './http-get';
import type { HostEndpoint, NodeEnvironment } from './node-environment';
import { type Connection, type ProbeOutcome, type ProbeTarget, runProbe } from './probe-action';
import type { CommandOutcome, Process } from './process';

const REFUSED: Reply = { kind: 'refused' };
const UNREACHABLE: Reply = { kind: 'unreachable' };

/** The network namespace of a pod with the containers in it. */
export class PodSandbox implements HostEndpoint {
  readonly init: readonly PodContainer[];
  readonly regular: readonly PodContainer[];
  ephemeral: readonly PodContainer[] = [];
  /** Kept when the sandbox is gone: the status goes on naming it. */
  ip: string | undefined;
  /** The number of the current sandbox, or of the next one. */
  attempt = 0;
  isOpen = false;

  constructor(
    private readonly node: NodeEnvironment,
    pod: Pod,
  ) {
    const { initContainers, containers } = pod.spec!;
    this.init = initContainers?.map(PodContainer.init) ?? [];
    this.regular = containers.map((container) => new PodContainer(container, 'regular'));
    this.takeSpec(pod);
    this.recover(pod);
  }

  /** A kubelet that begins on a machine that was there before finds the pod as its status says. */
  private recover(pod: Pod): void {
    const { initContainerStatuses, containerStatuses, ephemeralContainerStatuses, podIP } = pod.status ?? {};
    const now = this.node.clock.now();
    for (const statuses of [initContainerStatuses, containerStatuses, ephemeralContainerStatuses])
      for (const status of statuses ?? []) this.find(status.name)?.recover(status, now);
    if (this.hasEnded) this.attempt = 1;
    if (isPodTerminal(pod)) this.ip = podIP;
  }

  *containers(): Iterable<PodContainer> {
    yield* this.init;
    yield* this.regular;
    yield* this.ephemeral;
  }

  find(name: string): PodContainer | undefined {
    for (const container of this.containers()) if (container.name === name) return container;
    return undefined;
  }

  /** Whether a container has come to an end and was not started again. */
  get hasEnded(): boolean {
    for (const { state } of this.regular) if (state.kind === 'exited') return true;
    for (const { state } of this.init) if (state.kind === 'exited') return true;
    return false;
  }

  /** Whether a regular container has run in the current sandbox. */
  get hasInitialized(): boolean {
    return this.regular.some((container) => container.stateIn(this.attempt).kind !== 'absent');
  }

  /** Takes over what may change in a pod: images, resources, further ephemeral containers. */
  takeSpec({ spec }: Pod): void {
    const { initContainers = [], containers, ephemeralContainers = [] } = spec!;
    for (const [index, container] of this.init.entries()) container.takeSpec(initContainers[index]!);
    for (const [index, container] of this.regular.entries()) container.takeSpec(containers[index]!);
    if (ephemeralContainers.length > this.ephemeral.length)
      this.ephemeral = [
        ...this.ephemeral,
        ...ephemeralContainers.slice(this.ephemeral.length).map(PodContainer.ephemeral),
      ];
  }

  /** Returns false if there is no address for it. */
  open(hostNetwork: boolean): boolean {
    const ip = hostNetwork ? this.node.ip : this.node.connect(this);
    if (ip === undefined) return false;
    this.isOpen = true;
    this.ip = ip;
    if (hostNetwork) this.node.connectToHost(this);
    return true;
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.attempt++;
    if (this.ip === this.node.ip) this.node.disconnectFromHost(this);
    else this.node.disconnect(this.ip!);
  }

  handle(port: number, request: NetworkRequest): Reply {
    return this.listener(port)?.handle(request) ?? REFUSED;
  }

  /** Whether a process here takes connections on the port. */
  listens(port: number): boolean {
    return this.listener(port) !== undefined;
  }

  /** What probes and hooks of a container reach. */
  target(container: PodContainer, purpose: 'probe' | 'hook'): ProbeTarget {
    return new SandboxTarget(this, this.node, container, purpose);
  }

  /** What a probe would come to now, without a trace; undefined if nobody can know. */
  forecast(container: PodContainer, probe: Probe): ProbeOutcome | undefined {
    const target = new ForecastTarget(this, this.node, container);
    const outcome = runProbe(probe, container.spec, target);
    return target.isUnknown ? undefined : outcome;
  }

  /** A process that declares the port; where no container does, the first that takes every port. */
  listener(port: number): Process | undefined {
    let any: Process | undefined;
    for (const container of this.servers()) {
      const how = container.process?.listensOn(port);
      if (how === 'declared') return container.process;
      if (how === 'any') any ??= container.process;
    }
    return any && !this.declares(port) ? any : undefined;
  }

  private declares(port: number): boolean {
    for (const { spec } of this.servers())
      if (spec.ports?.some(({ containerPort }) => containerPort === port)) return true;
    return false;
  }

  private *servers(): Iterable<PodContainer> {
    yield* this.regular;
    yield* this.init;
  }
}

class SandboxTarget implements ProbeTarget {
  constructor(
    private readonly sandbox: PodSandbox,
    private readonly node: NodeEnvironment,
    private readonly container: PodContainer,
    private readonly purpose: 'probe' | 'hook',
  ) {}

  get podIp(): string {
    return this.sandbox.ip ?? '';
  }

  get nodeIp(): string {
    return this.node.ip;
  }

  send({ ip, port, request }: KubeletRequest): Reply {
    return ip === this.sandbox.ip && this.sandbox.isOpen
      ? this.sandbox.handle(port, request)
      : this.node.dataplane.send(ip, port, request);
  }

  connect(ip: string, port: number): Connection {
    if (ip === this.sandbox.ip && this.sandbox.isOpen) return this.sandbox.listens(port) ? 'open' : 'refused';
    const request = { method: 'HEAD', path: '/', host: ip, headers: {}, sourceIp: this.nodeIp };
    const { kind } = this.node.dataplane.send(ip, port, request);
    return kind === 'response' ? 'open' : kind;
  }

  exec(command: readonly string[]): CommandOutcome {
    const { process } = this.container;
    return process?.exec(command, this.purpose) ?? NOT_RUNNING;
  }
}

const NOT_RUNNING: CommandOutcome = { exitCode: 1, output: 'container not running', duration: 0 };

/** Asks processes what they would answer. */
class ForecastTarget implements ProbeTarget {
  isUnknown = false;

  constructor(
    private readonly sandbox: PodSandbox,
    private readonly node: NodeEnvironment,
    private readonly container: PodContainer,
  ) {}

  get podIp(): string {
    return this.sandbox.ip ?? '';
  }

  get nodeIp(): string {
    return this.node.ip;
  }

  send({ ip, port, request }: KubeletRequest): Reply {
    if (ip !== this.sandbox.ip) return this.unknown();
    const process = this.sandbox.listener(port);
    if (!process) return REFUSED;
    if (process.isUnpredictable) return this.unknown();
    const answer = process.answerTo(request.path);
    if (answer === 'refuse') return REFUSED;
    const response =
      answer === 'hang'
        ? { status: 0, headers: {}, body: '', duration: Number.POSITIVE_INFINITY }
        : { status: answer, headers: {}, body: '', duration: process.latency };
    return { kind: 'response', response };
  }

  connect(ip: string, port: number): Connection {
    if (ip !== this.sandbox.ip) return this.unknown().kind as Connection;
    return this.sandbox.listens(port) ? 'open' : 'refused';
  }

  exec(command: readonly string[]): CommandOutcome {
    const { process } = this.container;
    if (!process) return NOT_RUNNING;
    if (process.hasOwnCommands) this.isUnknown = true;
    return this.isUnknown ? NOT_RUNNING : process.exec(command, 'probe');
  }

  private unknown(): Reply {
    this.isUnknown = true;
    return UNREACHABLE;
  }
}
