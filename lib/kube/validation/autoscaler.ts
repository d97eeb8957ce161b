import { type FieldError, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import type {
  HorizontalPodAutoscalerSpec,
  HPAScalingPolicy,
  HPAScalingRules,
} from '../generated/autoscaling-v2';
import { Quantity } from '../quantity';
import { validateMetrics } from './autoscaler-metrics';
import { apiVersionProblem, type ScaleReferenceRules, validateScaleReference } from './autoscaler-references';
import { IS_NEGATIVE } from './scalars';

const SPEC = FieldPath.of('spec');
const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const POLICY_TYPES = ['Percent', 'Pods'];
const MAX_PERIOD_SECONDS = 1800;
const MAX_STABILIZATION_SECONDS = 3600;

export interface AutoscalerRules {
  readonly leastMinReplicas: number;
  readonly scaleTarget: ScaleReferenceRules;
  readonly objectMetrics: ScaleReferenceRules;
}

/** What is allowed to a new autoscaler, or to one that was stored as `old`. */
export function autoscalerRules(
  spec: HorizontalPodAutoscalerSpec,
  old: HorizontalPodAutoscalerSpec | undefined,
): AutoscalerRules {
  const { apiVersion, kind } = spec.scaleTargetRef ?? {};
  const keepsTarget = old?.scaleTargetRef.apiVersion === apiVersion && old?.scaleTargetRef.kind === kind;
  const objectMetrics = { allowEmptyApiGroup: true };
  const hadInvalidMetric = old?.metrics?.some(
    ({ type, object }) =>
      type === 'Object' &&
      object &&
      apiVersionProblem(object.describedObject.apiVersion ?? '', objectMetrics),
  );
  return {
    leastMinReplicas: old?.minReplicas === 0 ? 0 : 1,
    scaleTarget: keepsTarget
      ? { allowInvalidApiVersion: true }
      : { allowEmptyApiGroup: kind === 'ReplicationController' },
    objectMetrics: hadInvalidMetric ? { allowInvalidApiVersion: true } : objectMetrics,
  };
}

export function validateAutoscalerSpec(
  spec: HorizontalPodAutoscalerSpec,
  errors: FieldError[],
  rules: AutoscalerRules,
): void {
  const { minReplicas, maxReplicas = 0, scaleTargetRef, metrics = [], behavior } = spec;
  const maximum = SPEC.child('maxReplicas');
  if (minReplicas !== undefined && minReplicas < rules.leastMinReplicas)
    errors.push(
      invalidValue(
        SPEC.child('minReplicas'),
        minReplicas,
        `must be greater than or equal to ${rules.leastMinReplicas}`,
      ),
    );
  if (maxReplicas === 0) errors.push(required(maximum, 'must be set and greater than 0'));
  else if (maxReplicas < 0)
    errors.push(invalidValue(maximum, maxReplicas, 'must be greater than or equal to 1'));
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    errors.push(invalidValue(maximum, maxReplicas, 'must be greater than or equal to `minReplicas`'));
  validateScaleReference(scaleTargetRef, SPEC.child('scaleTargetRef'), errors, rules.scaleTarget);
  validateMetrics(metrics, minReplicas, SPEC.child('metrics'), errors, rules.objectMetrics);
  for (const direction of ['scaleUp', 'scaleDown'] as const) {
    const scaling = behavior?.[direction];
    if (scaling) validateScalingRules(scaling, SPEC.child('behavior', direction), errors);
  }
}

function validateScalingRules(rules: HPAScalingRules, path: FieldPath, errors: FieldError[]): void {
  const { stabilizationWindowSeconds: window = 0, selectPolicy, policies = [], tolerance } = rules;
  const windowPath = path.child('stabilizationWindowSeconds');
  if (window < 0) errors.push(invalidValue(windowPath, window, 'must be greater than or equal to zero'));
  if (window > MAX_STABILIZATION_SECONDS)
    errors.push(
      invalidValue(windowPath, window, `must be less than or equal to ${MAX_STABILIZATION_SECONDS}`),
    );
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy))
    errors.push(notSupported(path.child('selectPolicy'), selectPolicy, SELECT_POLICIES));
  if (policies.length === 0)
    errors.push(required(path.child('policies'), 'must specify at least one Policy'));
  policies.forEach((policy, index) => {
    validateScalingPolicy(policy, path.child('policies').index(index), errors);
  });
  if (tolerance === undefined) return;
  const quantity = Quantity.parse(tolerance);
  if (quantity.sign < 0) errors.push(invalidValue(path.child('tolerance'), quantity.toString(), IS_NEGATIVE));
}

function validateScalingPolicy(
  { type = '', value = 0, periodSeconds = 0 }: HPAScalingPolicy,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!POLICY_TYPES.includes(type)) errors.push(notSupported(path.child('type'), type, POLICY_TYPES));
  if (value <= 0) errors.push(invalidValue(path.child('value'), value, 'must be greater than zero'));
  if (periodSeconds <= 0)
    errors.push(invalidValue(path.child('periodSeconds'), periodSeconds, 'must be greater than zero'));
  if (periodSeconds > MAX_PERIOD_SECONDS)
    errors.push(
      invalidValue(
        path.child('periodSeconds'),
        periodSeconds,
        `must be less than or equal to ${MAX_PERIOD_SECONDS}`,
      ),
    );
}
