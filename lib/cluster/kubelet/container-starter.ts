import { printDuration } from '../../kube/duration';
import type { Container, Pod } from '../../kube/generated/core-v1';
import { goQuote } from '../../kube/go-format';
import { Quantity } from '../../kube/quantity';
import { Backoff } from '../component/backoff';
import { IMAGE_PULL } from './backoff';
import type { PodContainer } from './container';
import { ContainerLog } from './container-log';
import { environmentProblem } from './environment';
import { type ImageName, ImageNameError, parseImageName } from './image-name';
import { imageReference, type PullResult } from './images';
import { runHook } from './lifecycle-hook';
import type { NodeEnvironment } from './node-environment';
import type { PodSandbox } from './pod-sandbox';
import { Process, type ProcessOwner } from './process';
import type { ResolvedWorkload } from './resolved-workload';
import { type Steps, SUSPENDED } from './routine';
import { timelineOf } from './timeline';
import { WorkloadAnnotationError } from './workload-annotations';

/** What starting containers needs of their pod. */
export interface StartingPod {
  readonly pod: Pod;
  readonly sandbox: PodSandbox;
  /** `name_namespace(uid)` */
  readonly printedName: string;
  event(type: 'Normal' | 'Warning', reason: string, message: string, container: PodContainer): void;
  /** An owner for a process of this container. */
  processOwner(container: PodContainer): ProcessOwner;
  containerStarted(): void;
  /** Stops a container whose postStart hook has failed. */
  killAfterHook(container: PodContainer): Steps;
  awaitReference(key: string): void;
  /** Goes on with the steps that wait for a pull. */
  resume(): void;
}

/** A container that did not start. */
export interface FailedStart {
  /** When it is tried again; undefined: as for any error. */
  readonly retryAt: number | undefined;
  /** Whether somebody waits for that. */
  readonly awaited: boolean;
  /** Whether this failure is something new, that somebody waits to hear of. */
  readonly isNews: boolean;
}

interface PullState {
  readonly backoff: Backoff;
  lastError: string;
}

/** Nobody waits for another attempt, which would come to the same. */
const HOPELESS = { awaited: false, isNews: true };
const INIT_LIFE = 1_000;
const JOB_LIFE = 5_000;
const LOG_MESSAGE_LINES = 80;
const LOG_MESSAGE_BYTES = 2_048;

/** Starts the containers of one pod: image, configuration, process, postStart hook (the kubelet's startContainer). */
export class ContainerStarter {
  /** What went wrong in the current sync. */
  failures: FailedStart[] = [];
  /** Of images that could not be pulled; made with the first of them. */
  private pulls: Map<string, PullState> | undefined;

  constructor(
    private readonly owner: StartingPod,
    private readonly node: NodeEnvironment,
  ) {}

  /** @param exitedAt when the last life that the sync knows of ended. Returns whether the container runs. */
  *start(container: PodContainer, exitedAt: number | undefined): Steps<boolean> {
    const now = this.node.clock.now();
    if (exitedAt !== undefined) {
      const until = container.crashLoop.waitsSince(exitedAt, now);
      if (until !== undefined) return this.backOff(container, until);
      container.isQuiet = container.isGivenUp;
      container.crashLoop.next(exitedAt, now);
      container.restartsByItself++;
    }
    const workload = this.workloadOf(container);
    if (typeof workload === 'string') return this.misconfigured(container, 'CreateContainerError', workload);
    const image = yield* this.ensureImage(container, workload);
    if (!image) return false;
    const problem = environmentProblem(
      container.spec,
      this.owner.pod.metadata.namespace!,
      this.node.references,
    );
    if (problem) {
      this.owner.awaitReference(problem.missing);
      return this.misconfigured(container, 'CreateContainerConfigError', problem.message);
    }
    const delay = this.node.timings.container;
    if (delay > 0) yield { delay, background: container.isQuiet };
    this.create(container, image, workload);
    return yield* this.postStart(container);
  }

  private workloadOf({ spec }: PodContainer): ResolvedWorkload | string {
    try {
      return this.node.workloads.workloadOf(this.owner.pod, spec);
    } catch (error) {
      if (error instanceof WorkloadAnnotationError) return error.message;
      throw error;
    }
  }

  private backOff(container: PodContainer, until: number): false {
    const { printedName } = this.owner;
    this.owner.event(
      'Warning',
      'BackOff',
      `Back-off restarting failed container ${container.name} in pod ${printedName}`,
      container,
    );
    const delay = printDuration(container.crashLoop.current);
    const message = `back-off ${delay} restarting failed container=${container.name} pod=${printedName}`;
    return this.fail(container, 'CrashLoopBackOff', message, {
      retryAt: until,
      awaited: !container.isGivenUp,
      isNews: !container.isQuiet,
    });
  }

  private misconfigured(container: PodContainer, reason: string, message: string): false {
    this.owner.event('Warning', 'Failed', `Error: ${message}`, container);
    return this.fail(container, reason, message, { retryAt: undefined, awaited: false, isNews: true });
  }

  private fail(container: PodContainer, reason: string, message: string, failure: FailedStart): false {
    const known = container.error?.reason === reason && container.error.message === message;
    if (!known) container.error = { reason, message };
    this.failures.push(known ? { ...failure, isNews: false } : failure);
    return false;
  }

  private *ensureImage(container: PodContainer, workload: ResolvedWorkload): Steps<ImageName | undefined> {
    const asked = container.spec.image ?? '';
    const name = this.parseName(container, asked);
    if (!name) return undefined;
    const { familiar } = name;
    const policy = pullPolicy(container.spec, name);
    const quoted = goQuote(asked);
    const { owner, node } = this;
    if (policy !== 'Always' && node.images.has(familiar)) {
      const message = `Container image ${quoted} already present on machine and can be accessed by the pod`;
      owner.event('Normal', 'Pulled', message, container);
      return name;
    }
    if (policy === 'Never') {
      const message = `Container image ${quoted} is not present with pull policy of Never`;
      owner.event('Warning', 'ErrImageNeverPull', message, container);
      this.imageFailed(container, 'ErrImageNeverPull', message, HOPELESS);
      return undefined;
    }
    return (yield* this.pull(container, familiar, workload)) ? name : undefined;
  }

  private parseName(container: PodContainer, asked: string): ImageName | undefined {
    try {
      return parseImageName(asked);
    } catch (error) {
      if (!(error instanceof ImageNameError)) throw error;
      const quoted = goQuote(asked);
      const message = `Failed to apply default image tag ${quoted}: couldn't parse image name ${quoted}: ${error.message}`;
      this.owner.event('Warning', 'InspectFailed', message, container);
      this.imageFailed(container, 'InvalidImageName', message, HOPELESS);
      return undefined;
    }
  }

  private imageFailed(
    container: PodContainer,
    reason: string,
    message: string,
    { awaited, isNews }: Pick<FailedStart, 'awaited' | 'isNews'>,
  ): void {
    this.owner.event('Warning', 'Failed', `Error: ${reason}`, container);
    this.fail(container, reason, message, { retryAt: undefined, awaited, isNews });
  }

  private *pull(container: PodContainer, image: string, { image: source }: ResolvedWorkload): Steps<boolean> {
    const { owner, node } = this;
    const asked = goQuote(container.spec.image ?? '');
    const began = node.clock.now();
    let state = this.pulls?.get(image);
    const isGivenUp = state?.backoff.isAtCap ?? false;
    if (state?.backoff.waitsSinceUpdate(began) !== undefined) {
      const message = `Back-off pulling image ${asked}`;
      owner.event('Normal', 'BackOff', message, container);
      this.imageFailed(container, 'ImagePullBackOff', `${message}: ${state.lastError}`, {
        awaited: !isGivenUp,
        isNews: !isGivenUp,
      });
      return false;
    }
    owner.event('Normal', 'Pulling', `Pulling image ${asked}`, container);
    let result: PullResult | undefined;
    node.images.pull(image, source, isGivenUp, (outcome) => {
      result = outcome;
      owner.resume();
    });
    while (!result) yield SUSPENDED;
    const now = node.clock.now();
    if (result.ok) {
      const message = `Successfully pulled image ${asked} in ${printDuration(result.duration)} (${printDuration(now - began)} including waiting). Image size: ${result.size} bytes.`;
      owner.event('Normal', 'Pulled', message, container);
      this.pulls?.delete(image);
      return true;
    }
    owner.event('Warning', 'Failed', `Failed to pull image ${asked}: ${result.error}`, container);
    state ??= { backoff: new Backoff(IMAGE_PULL), lastError: '' };
    state.backoff.next(now, now);
    state.lastError = `ErrImagePull: ${result.error}`;
    this.pulls ??= new Map();
    this.pulls.set(image, state);
    this.imageFailed(container, 'ErrImagePull', result.error, {
      awaited: !state.backoff.isAtCap,
      isNews: !isGivenUp,
    });
    return false;
  }

  private create(container: PodContainer, { familiar }: ImageName, workload: ResolvedWorkload): void {
    const { owner, node } = this;
    container.started({
      id: `containerd://${node.random.hash()}`,
      image: familiar,
      imageRef: imageReference(familiar),
      sandbox: owner.sandbox.attempt,
      at: node.clock.now(),
    });
    owner.event('Normal', 'Created', 'Container created', container);
    owner.event('Normal', 'Started', 'Container started', container);
    container.previousLog = container.log;
    container.log = new ContainerLog();
    container.process = new Process(owner.processOwner(container), {
      clock: node.clock,
      workload,
      timeline: timelineOf(workload, {
        restarts: container.restartCount,
        endsAfter: lifeOf(container, owner.pod),
        memoryLimit: memoryLimit(container.spec),
      }),
      ports: portsOf(container, workload),
      alwaysWarmPath: livenessPath(container.spec),
      log: container.log,
      quiet: container.isQuiet,
    });
    owner.containerStarted();
  }

  private *postStart(container: PodContainer): Steps<boolean> {
    const handler = container.spec.lifecycle?.postStart;
    if (handler) {
      const target = this.owner.sandbox.target(container, 'hook');
      const { duration, error } = runHook(handler, container.spec, this.owner.printedName, target);
      if (duration > 0) yield duration;
      if (error !== undefined) {
        this.owner.event('Warning', 'FailedPostStartHook', 'PostStartHook failed', container);
        yield* this.owner.killAfterHook(container);
        return this.fail(container, 'PostStartHookError', error, {
          retryAt: undefined,
          awaited: true,
          isNews: true,
        });
      }
    }
    container.error = undefined;
    return true;
  }
}

function pullPolicy({ imagePullPolicy }: Container, { tag, digest }: ImageName): string {
  return (
    imagePullPolicy ?? (digest === undefined && (tag ?? 'latest') === 'latest' ? 'Always' : 'IfNotPresent')
  );
}

/** How long a process lives that says nothing about it; undefined for ever. */
function lifeOf({ kind }: PodContainer, pod: Pod): number | undefined {
  if (kind === 'init') return INIT_LIFE;
  if (kind !== 'regular' || (pod.spec!.restartPolicy ?? 'Always') === 'Always') return undefined;
  return JOB_LIFE;
}

function memoryLimit({ resources }: Container): number {
  const limit = resources?.limits?.['memory'];
  return limit === undefined ? 0 : Quantity.parse(limit as string | number).value();
}

/** Init containers and debuggers serve nobody unless they say so. */
function portsOf({ kind, spec }: PodContainer, { ports }: ResolvedWorkload): readonly number[] | undefined {
  if (ports) return ports;
  if (spec.ports?.length) return spec.ports.map(({ containerPort }) => containerPort);
  return kind === 'init' || kind === 'ephemeral' ? [] : undefined;
}

function livenessPath({ livenessProbe, readinessProbe }: Container): string | undefined {
  const path = livenessProbe?.httpGet?.path;
  return path === readinessProbe?.httpGet?.path ? undefined : path;
}

/** What a container that failed leaves behind as its message, when its policy is to take it from the log. */
export function terminationMessage({ spec, log }: PodContainer, exitCode: number): string | undefined {
  if (exitCode === 0 || spec.terminationMessagePolicy !== 'FallbackToLogsOnError' || !log) return undefined;
  const text = log
    .read()
    .slice(-LOG_MESSAGE_LINES)
    .map((line) => `${line.text}\n`)
    .join('');
  return Buffer.from(text).subarray(-LOG_MESSAGE_BYTES).toString();
}
