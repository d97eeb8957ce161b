import type { Construct, IConstruct } from 'constructs';
import type { HorizontalPodAutoscaler, MetricSpec } from '../kube/generated/autoscaling-v2';
import { HorizontalPodAutoscalers } from '../kube/generated/resources';
import type { Labels } from './authoring/labels';
import { checkWhole } from './authoring/numbers';
import { report } from './authoring/report';
import { KubeApiObject } from './kube-api-object';

/** As many pods as the load needs. */
export interface AutoscalingProps {
  /** Pods there are at least. */
  readonly min: number;
  /** Pods there are at most. */
  readonly max: number;
  /**
   * CPU its pods should use on average, in percent of the CPU set aside for them.
   *
   * @default 70, unless `memory` is given
   */
  readonly cpu?: number;
  /**
   * Memory its pods should use on average, in percent of the memory set aside for them.
   *
   * @default memory is not looked at
   */
  readonly memory?: number;
}

/** A number of pods, or the bounds between which it is scaled. */
export type Replicas = number | AutoscalingProps;

const DEFAULT_CPU = 70;

/** Reports numbers of pods that cannot be. */
export function checkReplicas(owner: IConstruct, replicas: Replicas): void {
  if (typeof replicas === 'number') checkWhole(owner, 'replicas', replicas, 0);
  else checkAutoscaling(owner, replicas);
}

function checkAutoscaling(owner: IConstruct, { min, max, cpu, memory }: AutoscalingProps): void {
  checkWhole(owner, 'replicas.min', min, 1);
  checkWhole(owner, 'replicas.max', max, 1);
  if (cpu !== undefined) checkWhole(owner, 'replicas.cpu', cpu, 1);
  if (memory !== undefined) checkWhole(owner, 'replicas.memory', memory, 1);
  if (min > max) {
    report(owner, {
      field: 'replicas',
      message: `min is ${min}, above max, which is ${max}`,
      fix: 'swap them',
    });
  }
}

/** Scales the object of the same name. */
export function makeAutoscaler(
  owner: Construct,
  target: KubeApiObject,
  labels: Labels,
  { min, max, cpu, memory }: AutoscalingProps,
): KubeApiObject<HorizontalPodAutoscaler> {
  const averageCpu = cpu ?? (memory === undefined ? DEFAULT_CPU : undefined);
  return new KubeApiObject(owner, 'HorizontalPodAutoscaler', HorizontalPodAutoscalers, {
    name: target.name,
    labels,
    fields: {
      spec: {
        scaleTargetRef: { apiVersion: target.apiVersion, kind: target.kind, name: target.name },
        minReplicas: min,
        maxReplicas: max,
        metrics: [...utilization('cpu', averageCpu), ...utilization('memory', memory)],
      },
    },
  });
}

function utilization(name: string, averageUtilization: number | undefined): readonly MetricSpec[] {
  if (averageUtilization === undefined) return [];
  return [{ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } }];
}
