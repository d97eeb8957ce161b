import type { Construct, IConstruct } from 'constructs';
import type { HorizontalPodAutoscaler, HPAScalingRules, MetricSpec } from '../kube/generated/autoscaling-v2';
import { HorizontalPodAutoscalers } from '../kube/generated/resources';
import type { Labels } from './authoring/labels';
import { checkWhole, checkWithin } from './authoring/numbers';
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
   * @default 70, unless `memory` or `metrics` are given
   */
  readonly cpu?: number;
  /**
   * Memory its pods should use on average, in percent of the memory set aside for them.
   *
   * @default memory is not looked at
   */
  readonly memory?: number;
  /**
   * How fast pods are added.
   *
   * @default at once: as many again every 15 seconds, or four
   */
  readonly up?: ScalingPace;
  /**
   * How fast pods are taken away.
   *
   * @default down to what the highest load of five minutes needed
   */
  readonly down?: ScalingPace;
  /**
   * What else is looked at, as a HorizontalPodAutoscaler has it: the length of a queue, requests per second.
   *
   * @default nothing
   */
  readonly metrics?: readonly MetricSpec[];
}

/** How fast the number of pods changes. */
export interface ScalingPace {
  /**
   * Seconds of load that are looked back on: the calmest proposal in them counts. At most 3600.
   *
   * @default 0 up, 300 down
   */
  readonly stabilization?: number;
  /**
   * Pods that are added or taken away in a period.
   *
   * @default no such bound
   */
  readonly pods?: number;
  /**
   * Pods that are added or taken away in a period, in percent of those there are. With `pods`, whichever is more.
   *
   * @default no such bound
   */
  readonly percent?: number;
  /**
   * Seconds of a period. At most 1800.
   *
   * @default 15
   */
  readonly every?: number;
}

/** A number of pods, or the bounds between which it is scaled. */
export type Replicas = number | AutoscalingProps;

const DEFAULT_CPU = 70;
const DEFAULT_PERIOD = 15;
const LONGEST_PERIOD = 1800;
const LONGEST_STABILIZATION = 3600;

/** Reports numbers of pods that cannot be. */
export function checkReplicas(owner: IConstruct, replicas: Replicas): void {
  if (typeof replicas === 'number') checkWhole(owner, 'replicas', replicas, 0);
  else checkAutoscaling(owner, replicas);
}

function checkAutoscaling(owner: IConstruct, { min, max, cpu, memory, up, down }: AutoscalingProps): void {
  if (up) checkPace(owner, 'replicas.up', up);
  if (down) checkPace(owner, 'replicas.down', down);
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

function checkPace(
  owner: IConstruct,
  field: string,
  { stabilization, pods, percent, every }: ScalingPace,
): void {
  if (stabilization !== undefined)
    checkWithin(owner, `${field}.stabilization`, stabilization, 0, LONGEST_STABILIZATION);
  if (pods !== undefined) checkWhole(owner, `${field}.pods`, pods, 1);
  if (percent !== undefined) checkWhole(owner, `${field}.percent`, percent, 1);
  if (every === undefined) return;
  checkWithin(owner, `${field}.every`, every, 1, LONGEST_PERIOD);
  if (pods === undefined && percent === undefined) {
    report(owner, {
      field,
      message: `every is ${every} s, but neither pods nor percent says how many`,
      fix: 'add pods or percent',
    });
  }
}

/** Scales the object of the same name. */
export function makeAutoscaler(
  owner: Construct,
  target: KubeApiObject,
  labels: Labels,
  props: AutoscalingProps,
): KubeApiObject<HorizontalPodAutoscaler> {
  const { min, max, cpu, memory, up, down, metrics = [] } = props;
  const looksAtOthers = memory !== undefined || metrics.length > 0;
  const averageCpu = cpu ?? (looksAtOthers ? undefined : DEFAULT_CPU);
  return new KubeApiObject(owner, 'HorizontalPodAutoscaler', HorizontalPodAutoscalers, {
    name: target.name,
    labels,
    fields: {
      spec: {
        scaleTargetRef: { apiVersion: target.apiVersion, kind: target.kind, name: target.name },
        minReplicas: min,
        maxReplicas: max,
        metrics: [...utilization('cpu', averageCpu), ...utilization('memory', memory), ...metrics],
        ...((up || down) && {
          behavior: { ...(up && { scaleUp: rulesOf(up) }), ...(down && { scaleDown: rulesOf(down) }) },
        }),
      },
    },
  });
}

function rulesOf({ stabilization, pods, percent, every = DEFAULT_PERIOD }: ScalingPace): HPAScalingRules {
  const policies = [
    ...(pods === undefined ? [] : [{ type: 'Pods', value: pods, periodSeconds: every }]),
    ...(percent === undefined ? [] : [{ type: 'Percent', value: percent, periodSeconds: every }]),
  ];
  return {
    ...(stabilization !== undefined && { stabilizationWindowSeconds: stabilization }),
    ...(policies.length > 0 && { policies }),
  };
}

function utilization(name: string, averageUtilization: number | undefined): readonly MetricSpec[] {
  if (averageUtilization === undefined) return [];
  return [{ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } }];
}
