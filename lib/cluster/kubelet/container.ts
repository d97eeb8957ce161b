import { memoize } from '../../kube/frozen';
import type {
  Container,
  ContainerStateTerminated,
  ContainerStatus,
  EphemeralContainer,
} from '../../kube/generated/core-v1';
import { timestamp } from '../clock/clock';
import { Backoff } from '../component/backoff';
import { CRASH_LOOP } from './backoff';
import type { ContainerLog } from './container-log';
import type { Process } from './process';
import { isSidecar } from './restart-policy';

export type ContainerKind = 'init' | 'sidecar' | 'regular' | 'ephemeral';

/** Why a container could not be started: what its waiting state says. */
export interface StartError {
  readonly reason: string;
  readonly message: string;
}

/** The container runtime's view of the last life of a container. */
export type RuntimeState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'running'; readonly startedAt: number }
  | {
      readonly kind: 'exited';
      readonly startedAt: number;
      readonly finishedAt: number;
      readonly exitCode: number;
      readonly reason: string;
      readonly message?: string;
    };

export interface ContainerStart {
  readonly id: string;
  readonly image: string;
  readonly imageRef: string;
  /** The attempt of the pod's sandbox. */
  readonly sandbox: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** So many restarts that a container brought on itself are waited for. */
const PATIENCE = 7;

const ABSENT: RuntimeState = { kind: 'absent' };

/** What is told of containers that were not there any more when their machine came back. */
export const UNKNOWN = { exitCode: 255, reason: 'Unknown' } as const;

type Named = Pick<Container, 'name'>;

/** Remembered: pods of one template share the specs of their containers. */
const fieldPathIn = (list: string) => memoize(({ name }: Named) => `spec.${list}{${name}}`);

const INIT_PATH = fieldPathIn('initContainers');
const FIELD_PATHS: { readonly [K in ContainerKind]: (spec: Named) => string } = {
  init: INIT_PATH,
  sidecar: INIT_PATH,
  regular: fieldPathIn('containers'),
  ephemeral: fieldPathIn('ephemeralContainers'),
};

/** One container of a pod on its node, through all its lives. */
export class PodContainer {
  state: RuntimeState = ABSENT;
  /** `containerd://…` of the last life; empty before the first. */
  id = '';
  image = '';
  imageRef = '';
  restartCount = 0;
  /** The end of the life before the last one. */
  last: ContainerStateTerminated | undefined;
  lastFinishedAt: number | undefined;
  process: Process | undefined;
  /** Whoever waits for the end of the current life. */
  onEnd: (() => void) | undefined;
  log: ContainerLog | undefined;
  previousLog: ContainerLog | undefined;
  /** What the status says of the last attempt to start it; a newer error shows with the next sync. */
  shownError: StartError | undefined;
  error: StartError | undefined;
  readonly crashLoop = new Backoff(CRASH_LOOP);
  /** Restarts that the container brought on itself. */
  restartsByItself = 0;
  /** Nobody waits for what becomes of the current life. */
  isQuiet = false;
  readiness = false;
  liveness = true;
  startup: 'unknown' | 'success' | 'failure' = 'unknown';
  private sandbox = -1;
  private startedImage: string | undefined;
  /** What the API is told of it, until something changes. */
  built: ContainerStatus | undefined;

  constructor(
    public spec: Container,
    readonly kind: ContainerKind,
  ) {}

  static init(spec: Container): PodContainer {
    return new PodContainer(spec, isSidecar(spec) ? 'sidecar' : 'init');
  }

  static ephemeral(spec: EphemeralContainer): PodContainer {
    return new PodContainer(spec as Container, 'ephemeral');
  }

  get name(): string {
    return this.spec.name;
  }

  /** Whether it runs with another image than the spec now asks for. */
  get hasChanged(): boolean {
    return this.isRunning && this.startedImage !== this.spec.image;
  }

  get isRunning(): boolean {
    return this.state.kind === 'running';
  }

  /** As events name it: `spec.containers{web}`. */
  get fieldPath(): string {
    return FIELD_PATHS[this.kind](this.spec);
  }

  /** Running, and past its startup probe if it has one. */
  get isStarted(): boolean {
    return this.isRunning && (!this.spec.startupProbe || this.startup === 'success');
  }

  get isReady(): boolean {
    if (this.kind === 'init') return this.state.kind === 'exited' && this.state.exitCode === 0;
    if (this.kind === 'ephemeral') return false;
    return this.isStarted && (!this.spec.readinessProbe || this.readiness);
  }

  /** Whether its next restart is not worth waiting for: it has failed too often. */
  get isGivenUp(): boolean {
    return this.crashLoop.isAtCap || this.restartsByItself >= PATIENCE;
  }

  /** Somebody else has ended its life: it deserves to be waited for again. */
  forgive(): void {
    this.restartsByItself = 0;
    this.isQuiet = false;
  }

  takeSpec(spec: Container): void {
    if (this.spec === spec) return;
    if (this.spec.image !== spec.image) this.crashLoop.reset();
    this.spec = spec;
    this.touch();
  }

  /** Something that the status shows has changed. */
  touch(): void {
    this.built = undefined;
  }

  started({ id, image, imageRef, sandbox, at }: ContainerStart): void {
    this.remember();
    this.restartCount = this.id === '' ? 0 : this.restartCount + 1;
    this.id = id;
    this.image = image;
    this.imageRef = imageRef;
    this.sandbox = sandbox;
    this.startedImage = this.spec.image;
    this.state = { kind: 'running', startedAt: at };
    this.readiness = false;
    this.liveness = true;
    this.startup = 'unknown';
    this.touch();
  }

  ended(exitCode: number, reason: string, at: number, message?: string): void {
    if (this.state.kind !== 'running') return;
    const { startedAt } = this.state;
    this.state = {
      kind: 'exited',
      startedAt,
      finishedAt: at,
      exitCode,
      reason,
      ...(message ? { message } : {}),
    };
    this.process = undefined;
    this.log?.end();
    this.readiness = false;
    this.touch();
  }

  /**
   * Takes over what its kubelet had said of it before the machine went down: what ran then has ended, nobody knows how.
   * @param now milliseconds since the Unix epoch
   */
  recover(status: ContainerStatus, now: number): void {
    const { state, lastState, containerID = '', image, imageID, restartCount } = status;
    const ended = endOf(status, now);
    if (!ended) return;
    this.state = ended;
    this.id = containerID;
    this.image = image;
    this.imageRef = imageID;
    this.restartCount = restartCount;
    if (!state?.waiting) this.last = lastState?.terminated;
  }

  /** Its state, as far as it ran in that sandbox: in a new one, everything begins again. */
  stateIn(sandbox: number): RuntimeState {
    return this.sandbox === sandbox ? this.state : ABSENT;
  }

  showError(): void {
    if (this.shownError === this.error) return;
    this.shownError = this.error;
    this.touch();
  }

  private remember(): void {
    if (this.state.kind !== 'exited') return;
    this.last = terminatedState(this.state, this.id);
    this.lastFinishedAt = this.state.finishedAt;
  }
}

/** How the last life of a container ended, of which only its status is left; undefined if it never ran. */
function endOf({ state, lastState }: ContainerStatus, now: number): RuntimeState | undefined {
  if (state?.running) {
    const startedAt = Date.parse(state.running.startedAt!);
    return { kind: 'exited', startedAt, finishedAt: now, exitCode: UNKNOWN.exitCode, reason: UNKNOWN.reason };
  }
  const known = state?.terminated ?? lastState?.terminated;
  return (
    known && {
      kind: 'exited',
      startedAt: Date.parse(known.startedAt!),
      finishedAt: Date.parse(known.finishedAt!),
      exitCode: known.exitCode,
      reason: known.reason ?? '',
      ...(known.message ? { message: known.message } : {}),
    }
  );
}

export function terminatedState(
  state: Extract<RuntimeState, { kind: 'exited' }>,
  containerID: string,
): ContainerStateTerminated {
  return {
    exitCode: state.exitCode,
    reason: state.reason,
    ...(state.message ? { message: state.message } : {}),
    startedAt: timestamp(state.startedAt),
    finishedAt: timestamp(state.finishedAt),
    containerID,
  };
}
