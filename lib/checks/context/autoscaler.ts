import type { HorizontalPodAutoscaler as V1 } from '../../kube/generated/autoscaling-v1';
import type { HorizontalPodAutoscaler } from '../../kube/generated/autoscaling-v2';
import type { Workload } from '../../kube/workloads';
import type { CheckContext } from './check-context';

/** A resource whose use an autoscaler measures against what the pods request. */
export interface UtilizationMetric {
  readonly resource: string;
  /** Only of this container. */
  readonly container?: string;
  readonly field: string;
}

export const AUTOSCALER = 'autoscaling/HorizontalPodAutoscaler';

/** Of an autoscaler of either version. */
export function utilizationMetrics(autoscaler: HorizontalPodAutoscaler): readonly UtilizationMetric[] {
  if (autoscaler.apiVersion === 'autoscaling/v1') {
    const { targetCPUUtilizationPercentage } = (autoscaler as V1).spec ?? {};
    return targetCPUUtilizationPercentage === undefined
      ? []
      : [{ resource: 'cpu', field: 'spec.targetCPUUtilizationPercentage' }];
  }
  return (autoscaler.spec?.metrics ?? []).flatMap(({ resource, containerResource }, index) => {
    const metric = resource ?? containerResource;
    if (metric?.target?.type !== 'Utilization') return [];
    const place = resource ? 'resource' : 'containerResource';
    const field = `spec.metrics[${index}].${place}`;
    return [{ resource: metric.name, container: containerResource?.container, field }];
  });
}

/** Between how many pods a workload may have. A DaemonSet has one per node: here it counts as one. */
export interface ReplicaRange {
  readonly least: number;
  readonly most: number;
}

export function replicaRange({ relations }: CheckContext, workload: Workload): ReplicaRange {
  const [autoscaler] = relations.autoscalersOf(workload);
  const own = workload.replicas ?? 1;
  if (!autoscaler || own === 0) return { least: own, most: own };
  const { minReplicas = 1, maxReplicas } = autoscaler.spec;
  return { least: minReplicas, most: Math.max(minReplicas, maxReplicas) };
}
