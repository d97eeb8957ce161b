import type { Client } from '../../../client/client';
import { equal } from '../../../kube/frozen';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  MetricStatus,
} from '../../../kube/generated/autoscaling-v2';
import type { Pod } from '../../../kube/generated/core-v1';
import type { Condition } from '../../../kube/generated/meta-v1';
import { HorizontalPodAutoscalers } from '../../../kube/generated/resources';
import type { ResourceCatalogue } from '../../../kube/resource-catalogue';
import { StatusError } from '../../../kube/status';
import { timestamp } from '../../clock/clock';
import type { EventRecorder } from '../../component/event-recorder';
import type { ResourceMetrics } from '../../component/resource-metrics';
import { withStatusCondition } from '../../component/status-condition';
import { MetricError } from './metric-error';
import { answerMetric, FailedMetric } from './metric-status';
import { readTarget, type ScaleTarget, writeTarget } from './scale-target';
import type { ScalingHistory } from './scaling-history';
import { limitReplicas } from './scaling-limits';

export interface AutoscalerSyncParts {
  readonly client: Client;
  readonly events: EventRecorder;
  readonly catalogue: ResourceCatalogue;
  readonly metrics: ResourceMetrics | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** What the autoscaler has done so far; begun with this number of replicas if that is nothing. */
  historyFrom(replicas: number): ScalingHistory;
  /** The pods that a selector means. Throws a {@link SelectorProblem}. */
  podsOf(selector: string): readonly Pod[];
}

/** Whom an autoscaler would scale is not clear. */
export class SelectorProblem extends Error {
  override readonly name = 'SelectorProblem';

  constructor(
    /** Of the event, and of the condition. */
    readonly reasons: readonly [event: string, condition: string],
    message: string,
    readonly conditionMessage = message,
  ) {
    super(message);
  }
}

interface Decision {
  readonly replicas: number;
  /** Why, for those who read events. */
  readonly why: string;
}

/** One look at a HorizontalPodAutoscaler: its metrics are read, its target is scaled, its status told. */
export class AutoscalerSync {
  private conditions: readonly Condition[];
  private currentMetrics: readonly MetricStatus[] = [];

  constructor(
    private readonly parts: AutoscalerSyncParts,
    private readonly autoscaler: HorizontalPodAutoscaler,
  ) {
    this.conditions = (autoscaler.status?.conditions ?? []) as readonly Condition[];
  }

  run(): void {
    const target = this.target();
    if (!target) {
      this.writeStatus(this.autoscaler.status ?? { desiredReplicas: 0 });
      return;
    }
    const current = target.scale.spec?.replicas ?? 0;
    const history = this.parts.historyFrom(current);
    const decision = this.decide(target, current, history);
    if (decision && decision.replicas !== current) this.rescale(target, current, decision, history);
    else this.tell(current, decision ? current : this.desiredBefore());
  }

  private get about(): HorizontalPodAutoscaler {
    return this.autoscaler;
  }

  private desiredBefore(): number {
    return this.autoscaler.status?.desiredReplicas ?? 0;
  }

  private target(): ScaleTarget | undefined {
    const { client, catalogue, events } = this.parts;
    const { metadata, spec } = this.autoscaler;
    try {
      const target = readTarget(client, catalogue, metadata.namespace!, spec!.scaleTargetRef);
      const message = "the HPA controller was able to get the target's current scale";
      this.set('AbleToScale', 'True', 'SucceededGetScale', message);
      return target;
    } catch (error) {
      if (!(error instanceof MetricError)) throw error;
      events.warning(this.about, 'FailedGetScale', error.message);
      const message = `the HPA controller was unable to get the target's current scale: ${error.message}`;
      this.set('AbleToScale', 'False', 'FailedGetScale', message);
      return undefined;
    }
  }

  /** Undefined if nothing could be computed. */
  private decide(target: ScaleTarget, current: number, history: ScalingHistory): Decision | undefined {
    const { minReplicas: min = 1, maxReplicas: max } = this.autoscaler.spec!;
    if (current === 0) {
      const message = 'scaling is disabled since the replica count of the target is zero';
      this.set('ScalingActive', 'False', 'ScalingDisabled', message);
      return { replicas: 0, why: '' };
    }
    if (current > max) return { replicas: max, why: 'Current number of replicas above Spec.MaxReplicas' };
    if (current < min) return { replicas: min, why: 'Current number of replicas below Spec.MinReplicas' };
    const proposal = this.propose(target, current);
    if (!proposal) return undefined;
    const { behavior } = this.autoscaler.spec!;
    const { now } = this.parts;
    const limited = limitReplicas({ behavior, min, max, current, desired: proposal.replicas, history, now });
    this.set('AbleToScale', 'True', limited.able.reason, limited.able.message);
    const { isLimited, reason, message } = limited.limit;
    this.set('ScalingLimited', isLimited ? 'True' : 'False', reason, message);
    return { replicas: limited.replicas, why: proposal.why };
  }

  /** What the metric that asks for most asks for. */
  private propose({ scale }: ScaleTarget, current: number): Decision | undefined {
    const { metrics: specs = [] } = this.autoscaler.spec!;
    const pods = this.pods(scale.status?.selector ?? '');
    if (!pods) return undefined;
    const { metrics, now } = this.parts;
    const failures: FailedMetric[] = [];
    let most: { readonly replicas: number; readonly name: string } | undefined;
    const statuses: MetricStatus[] = [];
    for (const spec of specs) {
      try {
        const answer = answerMetric(spec, {
          autoscaler: this.autoscaler,
          metrics,
          pods,
          replicas: current,
          now,
        });
        statuses.push(answer.status);
        if (!most || answer.replicas > most.replicas) most = answer;
      } catch (error) {
        if (!(error instanceof FailedMetric)) throw error;
        this.parts.events.warning(this.about, error.reason, error.problem);
        // Kubernetes leaves the place of a metric that failed empty.
        statuses.push({ type: '' });
        failures.push(error);
      }
    }
    this.currentMetrics = statuses;
    if (!most || (failures.length > 0 && most.replicas < current)) {
      this.tellFailure(failures, specs.length);
      return undefined;
    }
    const message = `the HPA was able to successfully calculate a replica count from ${most.name}`;
    this.set('ScalingActive', 'True', 'ValidMetricFound', message);
    const why = most.replicas > current ? `${most.name} above target` : 'All metrics below target';
    return { replicas: most.replicas, why };
  }

  private tellFailure(failures: readonly FailedMetric[], total: number): void {
    const first = failures[0]!;
    const condition = `the HPA was unable to compute the replica count: ${first.problem}`;
    this.set('ScalingActive', 'False', first.reason, condition);
    const message = `invalid metrics (${failures.length} invalid out of ${total}), first error is: ${first.message}`;
    this.parts.events.warning(this.about, 'FailedComputeMetricsReplicas', message);
  }

  private pods(selector: string): readonly Pod[] | undefined {
    const { events, podsOf } = this.parts;
    try {
      return podsOf(selector);
    } catch (error) {
      if (!(error instanceof SelectorProblem)) throw error;
      events.warning(this.about, error.reasons[0], error.message);
      this.set('ScalingActive', 'False', error.reasons[1], error.conditionMessage);
      events.warning(this.about, 'FailedComputeMetricsReplicas', error.message);
      return undefined;
    }
  }

  private rescale(
    target: ScaleTarget,
    current: number,
    { replicas, why }: Decision,
    history: ScalingHistory,
  ): void {
    const { client, events, now } = this.parts;
    try {
      writeTarget(client, target, replicas);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const { message } = error;
      events.warning(this.about, 'FailedRescale', `New size: ${replicas}; reason: ${why}; error: ${message}`);
      const text = `the HPA controller was unable to update the target scale: ${message}`;
      this.set('AbleToScale', 'False', 'FailedUpdateScale', text);
      this.tell(current, this.desiredBefore());
      return;
    }
    const text = `the HPA controller was able to update the target scale to ${replicas}`;
    this.set('AbleToScale', 'True', 'SucceededRescale', text);
    events.normal(this.about, 'SuccessfulRescale', `New size: ${replicas}; reason: ${why}`);
    history.scaled(current, replicas, now);
    this.tell(current, replicas, timestamp(now));
  }

  private set(type: string, status: 'True' | 'False', reason: string, message: string): void {
    this.conditions = withStatusCondition(this.conditions, { type, status, reason, message }, this.parts.now);
  }

  private tell(current: number, desired: number, scaledAt?: string): void {
    const lastScaleTime = scaledAt ?? this.autoscaler.status?.lastScaleTime;
    this.writeStatus({
      ...(current ? { currentReplicas: current } : {}),
      desiredReplicas: desired,
      ...(lastScaleTime ? { lastScaleTime } : {}),
      ...(this.currentMetrics.length ? { currentMetrics: this.currentMetrics } : {}),
    });
  }

  private writeStatus(status: NonNullable<HorizontalPodAutoscaler['status']>): void {
    const conditions = this.conditions as readonly HorizontalPodAutoscalerCondition[];
    const next = { ...status, ...(conditions.length ? { conditions } : {}) };
    if (!equal(next, this.autoscaler.status))
      this.parts.client.updateStatus(HorizontalPodAutoscalers, { ...this.autoscaler, status: next });
  }
}
