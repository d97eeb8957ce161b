import type { IConstruct } from 'constructs';
import type {
  Affinity,
  PodAffinityTerm,
  PodSpec,
  Toleration,
  WeightedPodAffinityTerm,
} from '../../kube/generated/core-v1';
import { describeConstruct } from '../authoring/construct-error';
import type { Labels } from '../authoring/labels';
import { report } from '../authoring/report';
import type { NodePool, Taint } from '../node-pool';
import type { PriorityLevel } from '../priority-level';
import { Stack } from '../stack';
import { HOSTNAME, type Spread, topologySpread } from './topology-spread';

/** Pods that others can be near to or apart from. */
export interface PodGroup extends IConstruct {
  /** The labels its pods are selected by. */
  readonly selector: Labels;
}

/** On which nodes pods run. */
export interface PlacementProps {
  /**
   * The nodes they run on, and no others.
   *
   * @default any node
   */
  readonly pool?: NodePool;
  /**
   * Taints of nodes they may run on nevertheless.
   *
   * @default those of the pool
   */
  readonly tolerates?: readonly Taint[];
  /**
   * How they are spread over zones and nodes: `preferred` as well as it goes, `required` so that a pod waits rather than
   * lie on a node that has one more than another, `none` not at all.
   *
   * @default 'preferred'
   */
  readonly spread?: Spread;
  /**
   * Pods they should share a node with, where it goes.
   *
   * @default none
   */
  readonly near?: readonly PodGroup[];
  /**
   * Pods they should share no node with, where it goes.
   *
   * @default none
   */
  readonly apartFrom?: readonly PodGroup[];
  /**
   * Whose pods give way when nodes are full: a level of this app, or the name of a PriorityClass.
   *
   * @default the cluster's default priority
   */
  readonly priority?: PriorityLevel | string;
}

/** The heaviest preference there is. */
const STRONGLY = 100;

/**
 * The part of a pod specification that says where pods run.
 *
 * @param revisionLabel The label that tells the revisions of the workload apart; undefined for pods that are not spread.
 */
export function placementOf(
  owner: IConstruct,
  { pool, tolerates = [], spread, near = [], apartFrom = [], priority }: PlacementProps,
  selector: Labels,
  revisionLabel: string | undefined,
): Partial<PodSpec> {
  checkPlacement(owner, { spread, near, apartFrom }, revisionLabel);
  const tolerations = [...(pool?.taints ?? []), ...tolerates].map(tolerationOf);
  const constraints =
    revisionLabel === undefined ? [] : topologySpread(selector, revisionLabel, spread ?? 'preferred');
  return {
    ...(pool && { nodeSelector: pool.labels }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(constraints.length > 0 && { topologySpreadConstraints: constraints }),
    ...(near.length + apartFrom.length > 0 && { affinity: affinityOf(owner, near, apartFrom) }),
    ...(priority !== undefined && {
      priorityClassName: typeof priority === 'string' ? priority : priority.className,
    }),
  };
}

function checkPlacement(
  owner: IConstruct,
  {
    spread,
    near,
    apartFrom,
  }: Required<Pick<PlacementProps, 'near' | 'apartFrom'>> & { readonly spread?: Spread },
  revisionLabel: string | undefined,
): void {
  const both = near.find((group) => apartFrom.includes(group));
  if (both) {
    report(owner, {
      field: 'placement',
      message: `near and apartFrom both name ${describeConstruct(both)}`,
      fix: 'leave it out of one of them',
    });
  }
  if (spread !== undefined && revisionLabel === undefined) {
    report(owner, {
      field: 'placement.spread',
      message: `spread is "${spread}", but these pods are not spread: their number or nodes are given otherwise`,
    });
  }
}

/** What lets a pod onto nodes that have a taint. */
export function tolerationOf({ key, value, effect }: Taint): Toleration {
  return value === undefined
    ? { key, operator: 'Exists', effect }
    : { key, operator: 'Equal', value, effect };
}

function affinityOf(owner: IConstruct, near: readonly PodGroup[], apartFrom: readonly PodGroup[]): Affinity {
  const { namespace } = Stack.of(owner);
  return {
    ...(near.length > 0 && { podAffinity: preferring(near, namespace) }),
    ...(apartFrom.length > 0 && { podAntiAffinity: preferring(apartFrom, namespace) }),
  };
}

function preferring(groups: readonly PodGroup[], namespace: string) {
  const terms = groups.map(
    (group): WeightedPodAffinityTerm => ({ weight: STRONGLY, podAffinityTerm: termOf(group, namespace) }),
  );
  return { preferredDuringSchedulingIgnoredDuringExecution: terms };
}

function termOf(group: PodGroup, namespace: string): PodAffinityTerm {
  const own = Stack.of(group).namespace;
  return {
    topologyKey: HOSTNAME,
    labelSelector: { matchLabels: group.selector },
    ...(own !== namespace && { namespaces: [own] }),
  };
}
