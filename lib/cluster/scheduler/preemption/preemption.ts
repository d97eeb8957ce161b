import type { PodDisruptionBudget } from '../../../kube/generated/policy-v1';
import type { Random } from '../../clock/random';
import type { Filters } from '../algorithm/filters';
import { Diagnosis } from '../algorithm/fit-error';
import type { NominatedPods } from '../algorithm/nominations';
import type { NodeInfo } from '../cache/node-info';
import type { NodeTable } from '../cache/node-table';
import type { PodInfo } from '../cache/pod-info';
import { unresolvable } from '../framework/rejection';
import { type Candidate, leastHarmful } from './candidates';
import { selectVictims } from './dry-run';

/** Of the nodes where preemption may help, so many candidates are looked for. */
const MIN_CANDIDATES = 100;
const CANDIDATES_PERCENT = 10;

const NOT_HELPFUL = unresolvable('DefaultPreemption', 'Preemption is not helpful for scheduling');

export interface PreemptionContext {
  readonly nodes: NodeTable;
  readonly nominated: NominatedPods;
  readonly budgets: () => readonly PodDisruptionBudget[];
  readonly random: Random;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Either where, and at whose cost, there is room for the pod; or why there is none. */
export type PreemptionResult =
  | { readonly candidate: Candidate }
  | {
      readonly message: string /** The pod has no claim to a node any more. */;
      readonly clearsNomination: boolean;
    };

/** Looks for a node where deleting pods of lower priority makes room (DefaultPreemption's PostFilter). */
export function preempt(
  filters: Filters,
  diagnosis: Diagnosis,
  context: PreemptionContext,
): PreemptionResult {
  const ineligible = ineligibility(filters.pod, diagnosis, context.nodes);
  if (ineligible) return { message: `preemption: ${ineligible}`, clearsNomination: false };
  const all = context.nodes.list();
  const failures = new Diagnosis(all.length, NOT_HELPFUL);
  const candidates = findCandidates(diagnosis.resolvable(all), filters, failures, context);
  if (candidates.length > 0) return { candidate: leastHarmful(candidates, context.now) };
  return { message: `preemption: ${failures.message('')}`, clearsNomination: true };
}

/** Why the pod must not preempt; undefined if it may. */
function ineligibility(
  { pod, priority }: PodInfo,
  diagnosis: Diagnosis,
  nodes: NodeTable,
): string | undefined {
  if (pod.spec!.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.status?.nominatedNodeName;
  if (!nominated || diagnosis.rejectionOf(nominated)?.resolvable === false) return undefined;
  for (const other of nodes.get(nominated)?.pods.values() ?? [])
    if (other.priority < priority && isBeingPreempted(other))
      return 'not eligible due to a terminating pod on the nominated node.';
  return undefined;
}

function isBeingPreempted({ pod, isTerminating }: PodInfo): boolean {
  const condition = pod.status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
  return isTerminating && condition?.status === 'True' && condition.reason === 'PreemptionByScheduler';
}

/** Starts anywhere, and stops as soon as there is enough to choose from without breaking a disruption budget. */
function findCandidates(
  nodes: readonly NodeInfo[],
  filters: Filters,
  failures: Diagnosis,
  { nominated, budgets, random, now }: PreemptionContext,
): readonly Candidate[] {
  if (nodes.length === 0) return [];
  const enough = Math.min(
    nodes.length,
    Math.max(MIN_CANDIDATES, Math.trunc((nodes.length * CANDIDATES_PERCENT) / 100)),
  );
  const run = { filters, budgets: budgets(), nominated, now };
  const offset = random.below(nodes.length);
  const harmless: Candidate[] = [];
  const violating: Candidate[] = [];
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[(offset + index) % nodes.length]!;
    const result = selectVictims(node, run);
    if ('reasons' in result) failures.nodes.set(node.name, result);
    else (result.violations === 0 ? harmless : violating).push(result);
    if (harmless.length > 0 && harmless.length + violating.length >= enough) break;
  }
  return [...harmless, ...violating];
}
