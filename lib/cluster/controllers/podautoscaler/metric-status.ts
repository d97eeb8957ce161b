import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
} from '../../../kube/generated/autoscaling-v2';
import type { Pod } from '../../../kube/generated/core-v1';
import type { LabelSelector } from '../../../kube/generated/meta-v1';
import { Quantity } from '../../../kube/quantity';
import type { ResourceMetrics } from '../../component/resource-metrics';
import { MetricError } from './metric-error';
import { proposeReplicas, type ReplicaProposal, type Tolerances } from './replica-calculator';

const TOLERANCE = 0.1;

export interface MetricQuestion {
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly metrics: ResourceMetrics | undefined;
  /** Those of the target. */
  readonly pods: readonly Pod[];
  readonly replicas: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** What one metric asks for. */
export interface MetricAnswer {
  readonly replicas: number;
  /** As people read it. */
  readonly name: string;
  readonly status: MetricStatus;
}

/** A metric has failed: the reason of the condition and the event, and both messages. */
export class FailedMetric extends Error {
  override readonly name = 'FailedMetric';

  constructor(
    readonly reason: string,
    /** Of the event, and the end of the condition's. */
    readonly problem: string,
    /** Of the error that sums up. */
    message: string,
  ) {
    super(message);
  }
}

/** Throws a {@link FailedMetric}. */
export function answerMetric(spec: MetricSpec, question: MetricQuestion): MetricAnswer {
  switch (spec.type) {
    case 'Resource':
      return resourceAnswer(spec, question);
    case 'ContainerResource':
      return containerAnswer(spec, question);
    default:
      throw unavailable(spec, question.autoscaler);
  }
}

function resourceAnswer({ resource }: MetricSpec, question: MetricQuestion): MetricAnswer {
  const { name, target } = resource!;
  try {
    const { replicas, ...usage } = measured(question, target, name);
    const kind = target.averageValue === undefined ? ' utilization (percentage of request)' : '';
    return {
      replicas,
      name: `${name} resource${kind}`,
      status: { type: 'Resource', resource: { name, current: valueStatus(name, usage) } },
    };
  } catch (error) {
    throw failed(error, 'FailedGetResourceMetric', `failed to get ${name} resource metric value`);
  }
}

function containerAnswer({ containerResource }: MetricSpec, question: MetricQuestion): MetricAnswer {
  const { name, container, target } = containerResource!;
  try {
    const { replicas, ...usage } = measured(question, target, name, container);
    const kind =
      target.averageValue === undefined
        ? ' container resource utilization (percentage of request)'
        : ' resource';
    const current = valueStatus(name, usage);
    return {
      replicas,
      name: `${name}${kind}`,
      status: { type: 'ContainerResource', containerResource: { name, container, current } },
    };
  } catch (error) {
    throw failed(
      error,
      'FailedGetContainerResourceMetric',
      `failed to get ${container} container metric value`,
    );
  }
}

function measured(
  { autoscaler, metrics, pods, replicas, now }: MetricQuestion,
  { averageValue, averageUtilization }: MetricTarget,
  resource: string,
  container?: string,
): ReplicaProposal {
  const target =
    averageValue === undefined
      ? { utilization: averageUtilization! }
      : { value: Quantity.parse(averageValue).milli() };
  const tolerances = tolerancesOf(autoscaler);
  try {
    return proposeReplicas({ metrics, pods, replicas, tolerances, target, now, resource, container });
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    const what = averageValue === undefined ? 'utilization' : 'usage';
    throw new MetricError(`failed to get ${resource} ${what}: ${error.message}`);
  }
}

function failed(error: unknown, reason: string, summary: string): Error {
  if (!(error instanceof MetricError)) throw error;
  return new FailedMetric(reason, error.message, `${summary}: ${error.message}`);
}

function valueStatus(resource: string, { utilization, average }: Omit<ReplicaProposal, 'replicas'>) {
  const format = resource === 'memory' ? 'BinarySI' : 'DecimalSI';
  return {
    ...(utilization === undefined ? {} : { averageUtilization: utilization }),
    averageValue: Quantity.ofMilli(average, format).toString(),
  };
}

function tolerancesOf({ spec }: HorizontalPodAutoscaler): Tolerances {
  const { scaleDown, scaleUp } = spec!.behavior ?? {};
  const tolerance = (text: string | number | undefined) =>
    text === undefined ? TOLERANCE : Quantity.parse(text).milli() / 1000;
  return { down: tolerance(scaleDown?.tolerance), up: tolerance(scaleUp?.tolerance) };
}

/** Nobody in the cluster serves metrics other than those of pods' resources. */
function unavailable(spec: MetricSpec, { metadata }: HorizontalPodAutoscaler): FailedMetric {
  const { namespace } = metadata;
  if (spec.type === 'External') {
    const { name, selector } = spec.external!.metric;
    const problem = `unable to get external metric ${namespace}/${name}/${printed(selector)}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`;
    const summary = `failed to get external metric ${name}: ${problem}`;
    return new FailedMetric('FailedGetExternalMetric', problem, summary);
  }
  const none =
    'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
  if (spec.type === 'Pods') {
    const problem = `unable to get metric ${spec.pods!.metric.name}: ${none}`;
    return new FailedMetric('FailedGetPodsMetric', problem, `failed to get pods metric value: ${problem}`);
  }
  const { describedObject, metric } = spec.object!;
  const { kind, name } = describedObject;
  const problem = `unable to get metric ${metric.name}: ${kind} on ${namespace} ${name}/${none}`;
  return new FailedMetric('FailedGetObjectMetric', problem, `failed to get object metric value: ${problem}`);
}

/** As Go prints a pointer to a label selector. */
function printed(selector: LabelSelector | undefined): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`)
    .join('');
  const expressions = (selector.matchExpressions ?? [])
    .map(
      ({ key, operator, values = [] }) =>
        `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
    )
    .join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}
