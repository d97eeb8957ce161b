import type { NetworkPolicy } from '../../kube/generated/networking-v1';
import { type End, mayConnect, OUTSIDE, portsOf } from '../../kube/relations/connections';
import { groupKindOf } from '../../kube/relations/relations';
import { templateField, type Workload, workloadOf } from '../../kube/workloads';
import { unique } from '../belonging';
import type { Consequence } from '../change';
import { type ConsequenceRule, type DiffContext, type PairChange, workloadsOf } from '../context';
import { changesBelow, pathsOf } from '../field-lookup';
import { describeWorkload, listed } from '../wording';

/**
 * Which pods may connect to which by the NetworkPolicies of both sides, for workloads that are there before and after.
 * Changed policies cause it, labels of pods, and labels of namespaces.
 */
export const reachability: ConsequenceRule = function* (change, context) {
  const { object } = (change.after ?? change.before)!;
  const groupKind = groupKindOf(object);
  if (groupKind === NETWORK_POLICY) yield* changedPolicy(change, context);
  else if (!hasPolicies(context)) return;
  else if (groupKind === 'Namespace') {
    const causes = changesBelow(change.fields, 'metadata.labels');
    if (causes.length === 0 || !change.before) return;
    const inside = context.before.workloads.in(change.before.object.metadata.name ?? '');
    yield* differences(inside, BOTH, pathsOf(causes), context);
  } else if (workloadOf(object)) {
    const { before, after } = workloadsOf(change);
    if (!before || !after) return;
    const causes = changesBelow(change.fields, templateField(after, 'metadata.labels'));
    // Policies that changed tell of themselves: of the labels, what they alone do is told.
    const relabelled = { ...after, labels: before.labels };
    if (causes.length > 0) yield* differences([before], BOTH, pathsOf(causes), context, relabelled);
  }
};

const NETWORK_POLICY = 'networking.k8s.io/NetworkPolicy';

type Direction = 'Ingress' | 'Egress';
const BOTH: readonly Direction[] = ['Ingress', 'Egress'];

function hasPolicies({ before, after }: DiffContext): boolean {
  return before.of(NETWORK_POLICY).length > 0 || after.of(NETWORK_POLICY).length > 0;
}

function* changedPolicy(change: PairChange, context: DiffContext): Generator<Consequence> {
  const before = change.before?.object as NetworkPolicy | undefined;
  const after = change.after?.object as NetworkPolicy | undefined;
  const subjects = unique([
    ...(before ? context.before.isolatedBy(before) : []),
    ...(after ? context.after.isolatedBy(after) : []).flatMap((workload) => {
      const old = context.predecessorOf(workload.object);
      const found = old && workloadOf(old);
      return found ? [found] : [];
    }),
  ]);
  const types = new Set([before, after].flatMap((policy) => policy?.spec?.policyTypes ?? []));
  const directions = BOTH.filter((direction) => types.has(direction));
  yield* differences(subjects, directions, pathsOf(changesBelow(change.fields, 'spec')), context);
}

interface Meeting {
  /** Of the new side. */
  readonly subject: Workload;
  readonly direction: Direction;
  readonly gained: readonly End[];
  readonly lost: readonly End[];
}

/** @param otherwise the only subject without the part of the change whose effect is asked for */
function* differences(
  subjects: readonly Workload[],
  directions: readonly Direction[],
  fields: readonly string[],
  context: DiffContext,
  otherwise?: Workload,
): Generator<Consequence> {
  for (const direction of directions)
    for (const meeting of meetingsOf(subjects, direction, context, otherwise)) {
      if (meeting.gained.length > 0) yield widened(meeting, fields, context);
      if (meeting.lost.length > 0) yield narrowed(meeting, fields, context);
    }
}

/** Beyond this many pairs, only what is in the same namespace, and the world outside, are looked at. */
const MOST_PAIRS = 200_000;

function* meetingsOf(
  subjects: readonly Workload[],
  direction: Direction,
  context: DiffContext,
  otherwise: Workload | undefined,
): Generator<Meeting> {
  const { all } = context.before.workloads;
  const isTooMany = subjects.length * all.length > MOST_PAIRS;
  for (const before of subjects) {
    const after = successorOf(before, context);
    if (!after) continue;
    const others: readonly End[] = [
      OUTSIDE,
      ...(isTooMany ? context.before.workloads.in(before.namespace) : all),
    ];
    const gained: End[] = [];
    const lost: End[] = [];
    for (const other of others) {
      const otherAfter = other === OUTSIDE ? OUTSIDE : successorOf(other, context);
      if (other === before || !otherAfter) continue;
      const was = isOpen(before, other, direction, context.before);
      const is = isOpen(after, otherAfter, direction, context.after);
      if (is === was) continue;
      if (otherwise && isOpen(otherwise, otherAfter, direction, context.after) === is) continue;
      if (is) gained.push(otherAfter);
      else lost.push(otherAfter);
    }
    yield { subject: after, direction, gained, lost };
  }
}

function successorOf(workload: Workload, context: DiffContext): Workload | undefined {
  const after = context.successorOf(workload.object);
  return after && workloadOf(after);
}

function isOpen(
  subject: Workload,
  other: End,
  direction: Direction,
  relations: DiffContext['before'],
): boolean {
  const [from, to] = direction === 'Ingress' ? [other, subject] : [subject, other];
  return portsOf(to).some((port) => mayConnect(from, to, port, relations));
}

function widened(
  { subject, direction, gained }: Meeting,
  fields: readonly string[],
  context: DiffContext,
): Consequence {
  const name = describeWorkload(subject);
  const everybody = gained.includes(OUTSIDE);
  const others = namesOf(gained);
  const isExpected = !everybody && gained.every((end) => isClient(end, subject, direction, context));
  const severity = everybody && direction === 'Ingress' ? 'danger' : isExpected ? 'notice' : 'warning';
  const message =
    direction === 'Ingress'
      ? `${everybody ? `anybody${others ? `, ${others} included,` : ''}` : others} can now connect to ${name}`
      : `${name} can now connect to ${everybody ? `anything${others ? `, ${others} included` : ''}` : others}`;
  return { type: 'reachability-widened', severity, fields, message };
}

function narrowed(
  { subject, direction, lost }: Meeting,
  fields: readonly string[],
  context: DiffContext,
): Consequence {
  const name = describeWorkload(subject);
  const missed = lost.filter((end) => isClient(end, subject, direction, context));
  const ends = listed((missed.length > 0 ? missed : lost).map(nameOf));
  const why = missed.length > 0 ? ', though the settings of one name the other' : '';
  return {
    type: 'reachability-narrowed',
    severity: missed.length > 0 ? 'danger' : 'notice',
    fields,
    message:
      direction === 'Ingress'
        ? `${ends} can no longer connect to ${name}${why}`
        : `${name} can no longer connect to ${ends}${why}`,
  };
}

function nameOf(end: End): string {
  return end === OUTSIDE ? 'the world outside' : describeWorkload(end);
}

function namesOf(ends: readonly End[]): string {
  return listed(ends.flatMap((end) => (end === OUTSIDE ? [] : [describeWorkload(end)])));
}

/** Whether one end names the other in its settings, through a Service. */
function isClient(end: End, subject: Workload, direction: Direction, { after }: DiffContext): boolean {
  if (end === OUTSIDE) return false;
  const [client, server] = direction === 'Ingress' ? [end, subject] : [subject, end];
  return after.servicesOf(server).some((service) => after.clientsOf(service).includes(client));
}
