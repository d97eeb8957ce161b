import type { PodDisruptionBudget } from '../../../kube/generated/policy-v1';
import type { Random } from '../../clock/random';
import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { ClusterView } from '../framework/cluster-view';
import type { Plugin, PodVolumes } from '../framework/plugin';
import type { PluginName } from '../framework/rejection';
import type { Candidate } from '../preemption/candidates';
import { preempt } from '../preemption/preemption';
import { Filters } from './filters';
import { NodeFinder } from './find-nodes';
import { Diagnosis } from './fit-error';
import type { NominatedPods } from './nominations';
import { pickBest, totalScores } from './prioritize';

/** A node for the pod. */
export interface Placement {
  readonly node: NodeInfo;
  /** What is to be done about the pod's volumes before it is bound. */
  readonly volumes: PodVolumes | undefined;
}

/** No node for the pod. */
export interface Unschedulable {
  /** As in the pod's condition and event. */
  readonly message: string;
  /** That turned the pod away. Empty if there are no nodes at all. */
  readonly plugins: ReadonlySet<PluginName>;
  /** Deleting these pods makes room. */
  readonly preemption?: Candidate;
  /** The pod has no claim to a node any more. */
  readonly clearsNomination: boolean;
}

export interface AlgorithmOptions {
  readonly plugins: readonly Plugin[];
  readonly cluster: ClusterView;
  readonly nominated: NominatedPods;
  readonly random: Random;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

const NO_NODES: Unschedulable = {
  message: 'no nodes available to schedule pods',
  plugins: new Set(),
  clearsNomination: true,
};

/** Finds a node for a pod: filters, scores, and preempts if nothing fits. Changes nothing. */
export class SchedulingAlgorithm {
  private readonly finder: NodeFinder;

  constructor(private readonly options: AlgorithmOptions) {
    this.finder = new NodeFinder(options.cluster.nodes, options.nominated);
  }

  /** Throws a SchedulingError if the pod cannot be judged. */
  schedule(pod: PodInfo): Placement | Unschedulable {
    const { cluster, plugins } = this.options;
    const nodes = cluster.nodes.list();
    if (nodes.length === 0) return NO_NODES;
    const filters = Filters.prepare(pod, cluster, plugins);
    if ('preFilter' in filters) return turnedAway(new Diagnosis(nodes.length, filters.preFilter, true));
    const nominated = pod.pod.status?.nominatedNodeName;
    const reserved = nominated ? this.finder.fits(nominated, filters) : undefined;
    if (reserved) return { node: reserved, volumes: filters.volumes(reserved) };
    const { feasible, diagnosis } = this.finder.find(filters);
    if (feasible.length === 0) return this.postFilter(filters, diagnosis);
    const node = feasible.length === 1 ? feasible[0]! : this.best(pod, feasible);
    return { node, volumes: filters.volumes(node) };
  }

  private best(pod: PodInfo, feasible: readonly NodeInfo[]): NodeInfo {
    const { cluster, plugins, random } = this.options;
    return pickBest(feasible, totalScores(pod, feasible, cluster, plugins), random);
  }

  private postFilter(filters: Filters, diagnosis: Diagnosis): Unschedulable {
    const { cluster, nominated, random, now } = this.options;
    const budgets = (): readonly PodDisruptionBudget[] => cluster.objects.disruptionBudgets.list();
    const result = preempt(filters, diagnosis, {
      nodes: cluster.nodes,
      nominated,
      budgets,
      random,
      now: now(),
    });
    const { plugins } = diagnosis;
    if ('candidate' in result)
      return {
        message: diagnosis.message(''),
        plugins,
        preemption: result.candidate,
        clearsNomination: false,
      };
    const { message, clearsNomination } = result;
    return { message: diagnosis.message(`${NO_CLAIMS}, ${message}`), plugins, clearsNomination };
  }
}

/** DynamicResources looks for claims to give up before anybody is preempted; here there are none. */
const NO_CLAIMS = 'no new claims to deallocate';

/**
 * A plugin turned the pod away before any node was looked at. DynamicResources then has not prepared anything, which is
 * an error to it: its words end the message, and nobody is preempted.
 */
function turnedAway(diagnosis: Diagnosis): Unschedulable {
  return { message: diagnosis.message('not found'), plugins: diagnosis.plugins, clearsNomination: false };
}
