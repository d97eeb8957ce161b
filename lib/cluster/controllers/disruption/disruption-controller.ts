import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { Pod } from '../../../kube/generated/core-v1';
import type { PodDisruptionBudget } from '../../../kube/generated/policy-v1';
import { PodDisruptionBudgets, Pods } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { printLabelSelector } from '../../../kube/selectors/print-label-selector';
import { isStatus, StatusError } from '../../../kube/status';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { addPodLabelIndex, podsSelectedBy } from '../../component/pod-labels';
import { syncCost } from '../../component/sync-cost';
import { budgetStatus, disruptedPods, expectedPods, failedStatus } from './budget-status';
import { ControllerScales, type ExpectedScale, ScaleError } from './expected-scale';
import { StaleDisruptions } from './stale-disruptions';

const NAME = 'disruption-controller';
const EVENT_SOURCE = 'controllermanager';

/** Keeps the status of PodDisruptionBudgets: how many of their pods may be evicted now. */
export class DisruptionController implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly budgets: Informer<PodDisruptionBudget>;
  private readonly pods: Informer<Pod>;
  private readonly scales: ControllerScales;
  private readonly stale: StaleDisruptions;

  constructor(private readonly context: ComponentContext) {
    const { clock, informers } = context;
    this.client = context.client(NAME);
    this.events = context.recorder(this.client, { component: EVENT_SOURCE });
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.budgets = informers.of(PodDisruptionBudgets);
    this.pods = informers.of(Pods);
    addPodLabelIndex(this.pods);
    this.scales = new ControllerScales(context, this.client);
    this.stale = new StaleDisruptions(clock, this.client, this.pods);
    this.budgets.on({
      added: (budget, revision) => this.loop.enqueue(keyOf(budget), revision),
      updated: (budget, _old, revision) => this.loop.enqueue(keyOf(budget), revision),
    });
    this.pods.on({
      added: (pod, revision) => this.podChanged(pod, revision),
      updated: (pod, _old, revision) => this.podChanged(pod, revision),
      deleted: (pod, revision) => this.podChanged(pod, revision),
    });
  }

  stop(): void {
    this.loop.stop();
    this.stale.stop();
  }

  private podChanged(pod: Pod, revision: number): void {
    const [budget, ...others] = this.budgets
      .list(pod.metadata.namespace)
      .filter(({ spec }) => LabelSelector.of(spec?.selector).matches(pod.metadata.labels));
    if (!budget) return;
    if (others.length > 0) this.tellAmbiguous(pod, budget);
    this.loop.enqueue(keyOf(budget), revision);
  }

  private tellAmbiguous(pod: Pod, { metadata }: PodDisruptionBudget): void {
    this.events.warning(
      pod,
      'MultiplePodDisruptionBudgets',
      `Pod "${pod.metadata.namespace}"/"${pod.metadata.name}" matches multiple PodDisruptionBudgets.  Chose "${metadata.name}" arbitrarily.`,
    );
  }

  private sync(key: string): number {
    const budget = this.budgets.byKey(key);
    if (!budget) return 1;
    try {
      return this.updateStatus(budget);
    } catch (error) {
      const isExpected = error instanceof StatusError || error instanceof ScaleError;
      if (!isExpected || isStatus(error, 'Conflict')) throw error;
      const status = failedStatus(budget, error.message, this.context.clock.now());
      this.client.updateStatus(PodDisruptionBudgets, { ...budget, status });
      return 1;
    }
  }

  private updateStatus(budget: PodDisruptionBudget): number {
    const now = this.context.clock.now();
    const selector = LabelSelector.of(budget.spec?.selector);
    const pods = podsSelectedBy(this.pods, budget.metadata.namespace!, selector);
    if (pods.length === 0) this.events.normal(budget, 'NoPods', 'No matching pods found');
    const expected = expectedPods(budget, pods, (selected) => this.scaleOf(budget, selected));
    if (expected.unmanaged.length > 0) this.tellUnmanaged(budget);
    const { pending, overdue, next } = disruptedPods(budget, pods, now);
    for (const pod of overdue) this.tellNotDeleted(pod, budget);
    const status = budgetStatus(budget, pods, expected, pending, now);
    if (status) this.client.updateStatus(PodDisruptionBudgets, { ...budget, status });
    // Most evicted pods are deleted at once, and then there is nothing left to look at.
    if (next !== undefined) this.loop.enqueueAfter(keyOf(budget), next + 1, { background: true });
    return syncCost(pods.length);
  }

  private scaleOf(budget: PodDisruptionBudget, pods: readonly Pod[]): ExpectedScale {
    try {
      return this.scales.expectedScale(pods);
    } catch (error) {
      if (error instanceof ScaleError || error instanceof StatusError)
        this.events.warning(
          budget,
          'CalculateExpectedPodCountFailed',
          `Failed to calculate the number of expected pods: ${error.message}`,
        );
      throw error;
    }
  }

  private tellUnmanaged(budget: PodDisruptionBudget): void {
    const selector = printLabelSelector(budget.spec?.selector ?? {});
    this.events.warning(
      budget,
      'UnmanagedPods',
      `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`,
    );
  }

  private tellNotDeleted(pod: Pod, { metadata }: PodDisruptionBudget): void {
    // Kubernetes names the namespace twice, and not the budget.
    const budget = `${metadata.namespace}/${metadata.namespace}`;
    this.events.warning(pod, 'NotDeleted', `Pod was expected by PDB ${budget} to be deleted but it wasn't`);
  }
}
