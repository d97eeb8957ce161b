import { DEFAULT_METRICS, withoutCarriers } from '../conversion/horizontal-pod-autoscaler';
import type { HorizontalPodAutoscaler as V1Autoscaler } from '../generated/autoscaling-v1';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerBehavior,
  HPAScalingRules,
} from '../generated/autoscaling-v2';
import { changeField, fillAbsent, fillEmpty } from './defaulting';

const PERIOD_SECONDS = 15;

const SCALE_UP: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: PERIOD_SECONDS },
    { type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS },
  ],
};

const SCALE_DOWN: HPAScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS }],
};

export function withAutoscalerDefaults(autoscaler: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  return changeField(withoutCarriers(autoscaler), 'spec', (given) => {
    let spec = fillAbsent(given, { minReplicas: 1 });
    if (!spec.metrics?.length) spec = { ...spec, metrics: DEFAULT_METRICS };
    return changeField(spec, 'behavior', withScalingRules);
  });
}

/** Rules for one direction bring default rules for the other. */
function withScalingRules(behavior: HorizontalPodAutoscalerBehavior): HorizontalPodAutoscalerBehavior {
  const filled = fillEmpty(behavior, { scaleUp: SCALE_UP, scaleDown: SCALE_DOWN });
  return changeField(
    changeField(filled, 'scaleUp', (rules) => fillAbsent(rules, SCALE_UP)),
    'scaleDown',
    (rules) => fillAbsent(rules, SCALE_DOWN),
  );
}

export function withV1AutoscalerDefaults(autoscaler: V1Autoscaler): V1Autoscaler {
  return changeField(autoscaler, 'spec', (spec) => fillAbsent(spec, { minReplicas: 1 }));
}
