import type * as v1 from '../generated/autoscaling-v1';
import type * as v2 from '../generated/autoscaling-v2';
import { goJson } from '../go-format';
import { goStruct } from '../go-struct';
import { parseJson } from '../json';
import type { ObjectMeta } from '../object';
import { isObject } from '../record';
import {
  fromV1Current,
  fromV1Target,
  toV1Current,
  toV1Target,
  type V1Metric,
} from './autoscaling-v1-metrics';

/**
 * autoscaling/v1 knows the average CPU utilization only. Everything else of a HorizontalPodAutoscaler is carried along
 * in annotations, so that nothing is lost on the way through a v1 client. The stored version is v2.
 */

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const METRICS = `${PREFIX}metrics`;
const CURRENT_METRICS = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;
const BEHAVIOR = `${PREFIX}behavior`;
const CARRIERS = [
  METRICS,
  BEHAVIOR,
  `${PREFIX}scale-down-tolerance`,
  `${PREFIX}scale-up-tolerance`,
  CURRENT_METRICS,
  CONDITIONS,
];

const DEFAULT_CPU_UTILIZATION = 80;

/** The object without the annotations that only v1 means something by. */
export function withoutCarriers<T extends { readonly metadata: ObjectMeta }>(object: T): T {
  const { annotations } = object.metadata;
  if (!annotations || !CARRIERS.some((name) => annotations[name] !== undefined)) return object;
  const kept = Object.entries(annotations).filter(([name]) => !CARRIERS.includes(name));
  return withAnnotations(object, Object.fromEntries(kept));
}

function withAnnotations<T extends { readonly metadata: ObjectMeta }>(
  object: T,
  annotations: { readonly [name: string]: string },
): T {
  const { annotations: _replaced, ...metadata } = object.metadata;
  const some = Object.keys(annotations).length > 0;
  return { ...object, metadata: some ? { ...metadata, annotations } : metadata };
}

export function cpuUtilization(averageUtilization: number): v2.MetricSpec {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } };
}

export const DEFAULT_METRICS: readonly v2.MetricSpec[] = [cpuUtilization(DEFAULT_CPU_UTILIZATION)];

function isCpuUtilization({ type, resource }: v2.MetricSpec): boolean {
  return type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;
}

/** What an annotation says, or undefined when it is absent or no JSON. */
function carried(object: v1.HorizontalPodAutoscaler, name: string): unknown {
  const text = object.metadata.annotations?.[name];
  if (text === undefined) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function carriedList<T>(object: v1.HorizontalPodAutoscaler, name: string): readonly T[] | undefined {
  const value = carried(object, name);
  return Array.isArray(value) && value.every(isObject) ? (value as T[]) : undefined;
}

export function toV2(object: v1.HorizontalPodAutoscaler): v2.HorizontalPodAutoscaler {
  const { scaleTargetRef, minReplicas, maxReplicas, targetCPUUtilizationPercentage } = object.spec;
  const cpu =
    targetCPUUtilizationPercentage === undefined ? [] : [cpuUtilization(targetCPUUtilizationPercentage)];
  const others = carriedList<V1Metric>(object, METRICS) ?? [];
  const metrics = [...others.map(fromV1Target), ...cpu];
  const behavior = carriedBehavior(object);
  return {
    ...withoutCarriers(object),
    apiVersion: 'autoscaling/v2',
    spec: {
      scaleTargetRef,
      ...(minReplicas === undefined ? {} : { minReplicas }),
      maxReplicas,
      metrics: metrics.length > 0 ? metrics : DEFAULT_METRICS,
      ...(behavior ? { behavior } : {}),
    },
    ...(object.status ? { status: statusToV2(object, object.status) } : {}),
  };
}

/** Go reads field names in any case, and writes this annotation with capitals. */
function carriedBehavior(object: v1.HorizontalPodAutoscaler): v2.HorizontalPodAutoscalerBehavior | undefined {
  const behavior = decapitalized(carried(object, BEHAVIOR));
  return isObject(behavior) && Object.keys(behavior).length > 0 ? behavior : undefined;
}

function decapitalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decapitalized);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(
    entries.map(([key, part]) => [key[0]!.toLowerCase() + key.slice(1), decapitalized(part)]),
  );
}

function statusToV2(
  object: v1.HorizontalPodAutoscaler,
  { currentCPUUtilizationPercentage, ...status }: v1.HorizontalPodAutoscalerStatus,
): v2.HorizontalPodAutoscalerStatus {
  const conditions = carriedList<v2.HorizontalPodAutoscalerCondition>(object, CONDITIONS);
  const cpu: v2.MetricStatus[] =
    currentCPUUtilizationPercentage === undefined
      ? []
      : [
          {
            type: 'Resource',
            resource: { name: 'cpu', current: { averageUtilization: currentCPUUtilizationPercentage } },
          },
        ];
  const currentMetrics = carriedList<V1Metric>(object, CURRENT_METRICS)?.map(fromV1Current) ?? cpu;
  return {
    ...status,
    ...(currentMetrics.length > 0 ? { currentMetrics } : {}),
    ...(conditions ? { conditions } : {}),
  };
}

export function toV1(object: v2.HorizontalPodAutoscaler): v1.HorizontalPodAutoscaler {
  const { scaleTargetRef, minReplicas, maxReplicas, metrics = [] } = object.spec;
  const cpu = metrics.find(isCpuUtilization)?.resource?.target.averageUtilization;
  const { status, ...rest } = object;
  return {
    ...withAnnotations(rest, { ...withoutCarriers(object).metadata.annotations, ...carriersOf(object) }),
    apiVersion: 'autoscaling/v1',
    spec: {
      scaleTargetRef,
      ...(minReplicas === undefined ? {} : { minReplicas }),
      maxReplicas,
      ...(cpu === undefined ? {} : { targetCPUUtilizationPercentage: cpu }),
    },
    ...(status ? { status: statusToV1(status) } : {}),
  };
}

function carriersOf({ spec, status }: v2.HorizontalPodAutoscaler): { [name: string]: string } {
  const carriers: { [name: string]: string } = {};
  const others = (spec.metrics ?? []).filter((metric) => !isCpuUtilization(metric)).map(toV1Target);
  if (others.length > 0) carriers[METRICS] = goJson(others);
  if (status?.currentMetrics?.length)
    carriers[CURRENT_METRICS] = goJson(status.currentMetrics.map(toV1Current));
  if (spec.behavior)
    carriers[BEHAVIOR] = goJson(goStruct('autoscaling.HorizontalPodAutoscalerBehavior', spec.behavior));
  if (status?.conditions?.length) carriers[CONDITIONS] = goJson(status.conditions.map(conditionInGoOrder));
  return carriers;
}

function conditionInGoOrder(condition: v2.HorizontalPodAutoscalerCondition): object {
  const { type, status, lastTransitionTime = null, reason, message } = condition;
  return { type, status, lastTransitionTime, reason, message };
}

function statusToV1({
  currentMetrics = [],
  conditions: _carried,
  currentReplicas = 0,
  ...status
}: v2.HorizontalPodAutoscalerStatus): v1.HorizontalPodAutoscalerStatus {
  const cpu = currentMetrics.findLast(
    ({ type, resource }) =>
      type === 'Resource' && resource?.name === 'cpu' && resource.current.averageUtilization !== undefined,
  )?.resource?.current.averageUtilization;
  return {
    ...status,
    currentReplicas,
    ...(cpu === undefined ? {} : { currentCPUUtilizationPercentage: cpu }),
  };
}
