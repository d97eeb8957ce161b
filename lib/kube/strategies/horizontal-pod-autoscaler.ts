import { toV1, toV2 } from '../conversion/horizontal-pod-autoscaler';
import { withAutoscalerDefaults, withV1AutoscalerDefaults } from '../defaults/horizontal-pod-autoscaler';
import type { FieldError } from '../field-error';
import { FieldPath } from '../field-path';
import type { HorizontalPodAutoscaler as V1Autoscaler } from '../generated/autoscaling-v1';
import type { HorizontalPodAutoscaler } from '../generated/autoscaling-v2';
import type { Strategy } from '../strategy';
import { autoscalerRules, validateAutoscalerSpec } from '../validation/autoscaler';
import { validateCounts } from '../validation/counts';

const STATUS = FieldPath.of('status');

export const horizontalPodAutoscalerStrategy: Strategy<HorizontalPodAutoscaler> = {
  defaults: withAutoscalerDefaults,
  initialStatus: () => ({ desiredReplicas: 0 }),
  validate: ({ spec }) => {
    const errors: FieldError[] = [];
    validateAutoscalerSpec(spec, errors, autoscalerRules(spec, undefined));
    return errors;
  },
  validateUpdate: ({ spec }, old) => {
    const errors: FieldError[] = [];
    validateAutoscalerSpec(spec, errors, autoscalerRules(spec, old.spec));
    return errors;
  },
  validateStatusUpdate: ({ status }) => {
    const errors: FieldError[] = [];
    if (status) validateCounts(status, ['currentReplicas', 'desiredReplicas'], STATUS, errors);
    return errors;
  },
};

/** The first version: what it cannot say lies in annotations, and the rules are those of the second. */
export const v1HorizontalPodAutoscalerStrategy: Strategy<V1Autoscaler> = {
  defaults: withV1AutoscalerDefaults,
  initialStatus: () => ({ currentReplicas: 0, desiredReplicas: 0 }),
  prepareForCreate: throughV2,
  prepareForUpdate: throughV2,
  validate: (autoscaler) => horizontalPodAutoscalerStrategy.validate!(toV2(autoscaler)),
  validateUpdate: (autoscaler, old) =>
    horizontalPodAutoscalerStrategy.validateUpdate!(toV2(autoscaler), toV2(old)),
  prepareForStatusUpdate: throughV2,
  validateStatusUpdate: (autoscaler, old) =>
    horizontalPodAutoscalerStrategy.validateStatusUpdate!(toV2(autoscaler), toV2(old)),
};

/** What is stored, and completed when it is read again, as this version shows it. */
function throughV2(autoscaler: V1Autoscaler): V1Autoscaler {
  return toV1(withAutoscalerDefaults(toV2(autoscaler)));
}
