import type {
  CrossVersionObjectReference,
  MetricSpec,
  MetricStatus,
  MetricTarget,
} from '../generated/autoscaling-v2';
import type { LabelSelector, Quantity } from '../generated/meta-v1';
import { goStruct } from '../go-struct';

/**
 * The metrics of autoscaling/v1, which live in annotations as JSON. Fields stand in the order of Kubernetes' types,
 * because that is the order in the annotation.
 */

interface ValueFields {
  readonly targetValue?: Quantity;
  readonly averageValue?: Quantity;
  readonly targetAverageValue?: Quantity;
  readonly targetAverageUtilization?: number;
  readonly currentValue?: Quantity;
  readonly currentAverageValue?: Quantity;
  readonly currentAverageUtilization?: number;
}

interface MetricFields extends ValueFields {
  readonly target?: CrossVersionObjectReference;
  readonly metricName?: string;
  readonly selector?: LabelSelector;
  readonly metricSelector?: LabelSelector;
  readonly name?: string;
  readonly container?: string;
}

/** A metric of autoscaling/v1, target or current value. */
export interface V1Metric {
  readonly type?: string;
  readonly object?: MetricFields;
  readonly pods?: MetricFields;
  readonly resource?: MetricFields;
  readonly containerResource?: MetricFields;
  readonly external?: MetricFields;
}

const selectorOf = (selector: LabelSelector | undefined) =>
  selector && (goStruct('metav1.LabelSelector', selector) as LabelSelector);

function referenceOf({ kind, name, apiVersion }: CrossVersionObjectReference): CrossVersionObjectReference {
  return { kind, name, ...(apiVersion ? { apiVersion } : {}) };
}

export function toV1Target({
  type,
  object,
  pods,
  resource,
  containerResource,
  external,
}: MetricSpec): V1Metric {
  return {
    type,
    object: object && {
      target: referenceOf(object.describedObject),
      metricName: object.metric.name,
      targetValue: object.target.value ?? '0',
      selector: selectorOf(object.metric.selector),
      averageValue: object.target.averageValue,
    },
    pods: pods && {
      metricName: pods.metric.name,
      targetAverageValue: pods.target.averageValue ?? '0',
      selector: selectorOf(pods.metric.selector),
    },
    resource: resource && { name: resource.name, ...resourceTarget(resource.target) },
    containerResource: containerResource && {
      name: containerResource.name,
      ...resourceTarget(containerResource.target),
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric.name,
      metricSelector: selectorOf(external.metric.selector),
      targetValue: external.target.value,
      targetAverageValue: external.target.averageValue,
    },
  };
}

function resourceTarget({ averageUtilization, averageValue }: MetricTarget): ValueFields {
  return { targetAverageUtilization: averageUtilization, targetAverageValue: averageValue };
}

export function fromV1Target({
  type,
  object,
  pods,
  resource,
  containerResource,
  external,
}: V1Metric): MetricSpec {
  return compact({
    type: type ?? '',
    object: object && {
      describedObject: referenceOf(object.target ?? NO_REFERENCE),
      metric: identifier(object.metricName, object.selector),
      target: objectTarget(object),
    },
    pods: pods && {
      metric: identifier(pods.metricName, pods.selector),
      target: { type: 'AverageValue', averageValue: pods.targetAverageValue ?? '0' },
    },
    resource: resource && { name: resource.name ?? '', target: utilizationTarget(resource) },
    containerResource: containerResource && {
      name: containerResource.name ?? '',
      container: containerResource.container ?? '',
      target: utilizationTarget(containerResource),
    },
    external: external && {
      metric: identifier(external.metricName, external.metricSelector),
      target: compact({
        type: external.targetValue === undefined ? 'AverageValue' : 'Value',
        value: external.targetValue,
        averageValue: external.targetAverageValue,
      }),
    },
  });
}

const NO_REFERENCE: CrossVersionObjectReference = { kind: '', name: '' };

function identifier(name = '', selector?: LabelSelector): { name: string; selector?: LabelSelector } {
  return selector ? { name, selector } : { name };
}

function objectTarget({ targetValue = '0', averageValue }: MetricFields): MetricTarget {
  if (averageValue === undefined) return { type: 'Value', value: targetValue };
  const isZero = targetValue === '0' || targetValue === 0;
  return compact({ type: 'AverageValue', value: isZero ? undefined : targetValue, averageValue });
}

function utilizationTarget({ targetAverageUtilization, targetAverageValue }: MetricFields): MetricTarget {
  return compact({
    type: targetAverageUtilization === undefined ? 'AverageValue' : 'Utilization',
    averageValue: targetAverageValue,
    averageUtilization: targetAverageUtilization,
  });
}

export function toV1Current({
  type,
  object,
  pods,
  resource,
  containerResource,
  external,
}: MetricStatus): V1Metric {
  return {
    type,
    object: object && {
      target: referenceOf(object.describedObject),
      metricName: object.metric.name,
      currentValue: object.current.value ?? '0',
      selector: selectorOf(object.metric.selector),
      averageValue: object.current.averageValue,
    },
    pods: pods && {
      metricName: pods.metric.name,
      currentAverageValue: pods.current.averageValue ?? '0',
      selector: selectorOf(pods.metric.selector),
    },
    resource: resource && {
      name: resource.name,
      currentAverageUtilization: resource.current.averageUtilization,
      currentAverageValue: resource.current.averageValue ?? '0',
    },
    containerResource: containerResource && {
      name: containerResource.name,
      currentAverageUtilization: containerResource.current.averageUtilization,
      currentAverageValue: containerResource.current.averageValue ?? '0',
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric.name,
      metricSelector: selectorOf(external.metric.selector),
      currentValue: external.current.value ?? '0',
      currentAverageValue: external.current.averageValue,
    },
  };
}

export function fromV1Current({
  type,
  object,
  pods,
  resource,
  containerResource,
  external,
}: V1Metric): MetricStatus {
  return compact({
    type: type ?? '',
    object: object && {
      describedObject: referenceOf(object.target ?? NO_REFERENCE),
      metric: identifier(object.metricName, object.selector),
      current: compact({ value: object.currentValue ?? '0', averageValue: object.averageValue }),
    },
    pods: pods && {
      metric: identifier(pods.metricName, pods.selector),
      current: { averageValue: pods.currentAverageValue ?? '0' },
    },
    resource: resource && { name: resource.name ?? '', current: utilizationCurrent(resource) },
    containerResource: containerResource && {
      name: containerResource.name ?? '',
      container: containerResource.container ?? '',
      current: utilizationCurrent(containerResource),
    },
    external: external && {
      metric: identifier(external.metricName, external.metricSelector),
      current: compact({
        value: external.currentValue ?? '0',
        averageValue: external.currentAverageValue,
      }),
    },
  });
}

function utilizationCurrent({ currentAverageUtilization, currentAverageValue = '0' }: MetricFields) {
  return compact({ averageValue: currentAverageValue, averageUtilization: currentAverageUtilization });
}

/** Without the fields that are undefined. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
