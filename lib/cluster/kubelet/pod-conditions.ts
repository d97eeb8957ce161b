import { freeze, type Writable } from '../../kube/frozen';
import type { PodCondition, PodReadinessGate } from '../../kube/generated/core-v1';
import type { PodPhase, ReportedContainer } from './pod-phase';

/** The conditions that kubelets own; all others of a pod are left as they are. */
const OWNED = new Set([
  'PodScheduled',
  'Ready',
  'Initialized',
  'ContainersReady',
  'PodReadyToStartContainers',
  'PodResizeInProgress',
  'PodResizePending',
  'AllContainersRestarting',
]);

export interface ConditionsInput {
  readonly init: readonly ReportedContainer[];
  readonly regular: readonly ReportedContainer[];
  readonly readinessGates: readonly PodReadinessGate[] | undefined;
  readonly phase: PodPhase;
  readonly hasSandbox: boolean;
  /** As they were: conditions that do not change keep their time of transition. */
  readonly old: readonly PodCondition[];
  /** Conditions as the API server has them now: others may have added theirs. */
  readonly current: readonly PodCondition[];
  readonly generation: number | undefined;
  /** As the API writes times. */
  readonly now: string;
}

/** What a condition says. */
interface Verdict {
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}

const TRUE: Verdict = { status: 'True' };
const FALSE: Verdict = { status: 'False' };

/** All conditions of a pod: those of others first, then the kubelet's in its order. Pure. */
export function podConditions(input: ConditionsInput): readonly PodCondition[] {
  const { current, hasSandbox } = input;
  const foreign = foreignConditions(current);
  const containersReady = containersReadyVerdict(input);
  const ready =
    containersReady.status === 'True' ? gatesVerdict(input.readinessGates, foreign) : containersReady;
  const own = [
    condition('PodReadyToStartContainers', hasSandbox ? TRUE : FALSE, input),
    condition('Initialized', initializedVerdict(input), input),
    condition('Ready', ready, input),
    condition('ContainersReady', containersReady, input),
    condition('PodScheduled', TRUE, input),
  ];
  const conditions = foreign.length > 0 ? foreign.concat(own) : own;
  return isSameList(conditions, input.old) ? input.old : conditions;
}

function isSameList(list: readonly PodCondition[], old: readonly PodCondition[]): boolean {
  return list.length === old.length && list.every((one, index) => one === old[index]);
}

/** The conditions that others have set. */
export function foreignConditions(current: readonly PodCondition[]): readonly PodCondition[] {
  return current.every(({ type }) => OWNED.has(type)) ? NONE : current.filter(({ type }) => !OWNED.has(type));
}

const NONE: readonly PodCondition[] = [];

function condition(
  type: string,
  { status, reason, message }: Verdict,
  { old, generation, now }: ConditionsInput,
): PodCondition {
  const before = find(old, type);
  const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
  // One that says the same as before stays the same object, and is not looked at again.
  if (before && saysTheSame(before, { status, reason, message }, generation)) return before;
  const made: Writable<PodCondition> = { type, status, lastTransitionTime };
  if (generation !== undefined) made.observedGeneration = generation;
  if (reason !== undefined) made.reason = reason;
  if (message !== undefined) made.message = message;
  return freeze(made);
}

function saysTheSame(
  before: PodCondition,
  { status, reason, message }: Verdict,
  generation?: number,
): boolean {
  return (
    before.status === status &&
    before.reason === reason &&
    before.message === message &&
    before.observedGeneration === generation &&
    before.lastProbeTime === undefined
  );
}

function find(conditions: readonly PodCondition[], type: string): PodCondition | undefined {
  for (let index = 0; index < conditions.length; index++)
    if (conditions[index]!.type === type) return conditions[index];
  return undefined;
}

function containersReadyVerdict({ init, regular, phase }: ConditionsInput): Verdict {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const unready: string[] = [];
  for (const { container, status } of init)
    if (container.kind === 'sidecar' && !status.ready) unready.push(status.name);
  for (const { status } of regular) if (!status.ready) unready.push(status.name);
  if (unready.length === 0) return TRUE;
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  };
}

function gatesVerdict(
  gates: readonly PodReadinessGate[] | undefined,
  conditions: readonly PodCondition[],
): Verdict {
  if (!gates?.length) return TRUE;
  const closed: string[] = [];
  for (const { conditionType } of gates) {
    const found = conditions.find(({ type }) => type === conditionType);
    if (!found)
      closed.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (found.status !== 'True')
      closed.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`);
  }
  if (closed.length === 0) return TRUE;
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: closed.join(', ') };
}

function initializedVerdict({ init, regular, phase, old }: ConditionsInput): Verdict {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' };
  if (regular.some(({ status }) => status.state!.running || status.state!.terminated)) return TRUE;
  const incomplete = init
    .filter(({ container, status }) => (container.kind === 'sidecar' ? !status.started : !status.ready))
    .map(({ status }) => status.name);
  // A pod that was initialized once stays so, even while a sidecar or a whole sandbox starts again.
  if (incomplete.length === 0 || find(old, 'Initialized')?.status === 'True') return TRUE;
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${incomplete.join(' ')}]`,
  };
}
