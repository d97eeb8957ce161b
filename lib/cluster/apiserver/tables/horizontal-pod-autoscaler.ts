import { toV2 } from '../../../kube/conversion/horizontal-pod-autoscaler';
import type { HorizontalPodAutoscaler as V1 } from '../../../kube/generated/autoscaling-v1';
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../../../kube/generated/autoscaling-v2';
import { age, NONE, nameOf, UNKNOWN, UNSET } from './cells';
import type { Cell } from './table';

export function autoscalerCells(autoscaler: HorizontalPodAutoscaler, now: number): readonly Cell[] {
  const { spec, status } = autoscaler;
  return [
    nameOf(autoscaler),
    `${spec?.scaleTargetRef.kind ?? ''}/${spec?.scaleTargetRef.name ?? ''}`,
    targets(spec?.metrics ?? [], status?.currentMetrics ?? []),
    String(spec?.minReplicas ?? UNSET),
    spec?.maxReplicas ?? 0,
    status?.currentReplicas ?? 0,
    age(autoscaler, now),
  ];
}

export function autoscalerV1Cells(autoscaler: V1, now: number): readonly Cell[] {
  return autoscalerCells(toV2(autoscaler), now);
}

const MOST_LISTED = 2;

function targets(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (specs.length === 0) return NONE;
  const listed = specs.slice(0, MOST_LISTED).map((spec, index) => target(spec, statuses[index]));
  const more = specs.length - MOST_LISTED;
  return more > 0 ? `${listed.join(', ')} + ${more} more...` : listed.join(', ');
}

/** What a metric is, against what it should be. */
function target(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'External':
      return ofValue(spec.external?.target, status?.external?.current);
    case 'Object':
      return ofValue(spec.object?.target, status?.object?.current);
    case 'Pods':
      return `${average(status?.pods?.current)}/${spec.pods?.target.averageValue ?? 0}`;
    case 'Resource':
      return `${spec.resource?.name}: ${ofResource(spec.resource?.target, status?.resource?.current)}`;
    case 'ContainerResource': {
      const { name, target: wanted } = spec.containerResource ?? {};
      return `${name}: ${ofResource(wanted, status?.containerResource?.current)}`;
    }
    default:
      return '<unknown type>';
  }
}

function ofValue(wanted: MetricTarget | undefined, current: MetricValueStatus | undefined): string {
  if (wanted?.averageValue !== undefined)
    return `${current?.averageValue ?? UNKNOWN}/${wanted.averageValue} (avg)`;
  return `${current ? (current.value ?? 0) : UNKNOWN}/${wanted?.value ?? 0}`;
}

function ofResource(wanted: MetricTarget | undefined, current: MetricValueStatus | undefined): string {
  if (wanted?.averageValue !== undefined) return `${average(current)}/${wanted.averageValue}`;
  const goal = wanted?.averageUtilization;
  return `${percent(current?.averageUtilization) ?? UNKNOWN}/${percent(goal) ?? '<auto>'}`;
}

function average(current: MetricValueStatus | undefined): string {
  return current ? String(current.averageValue ?? 0) : UNKNOWN;
}

function percent(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value}%`;
}
