import { changeField, fillAbsent } from '../defaults/defaulting';
import type { FieldError } from '../field-error';
import type { ReplicaSet, ReplicaSetSpec } from '../generated/apps-v1';
import type { Strategy } from '../strategy';
import { validateCounts } from '../validation/counts';
import { validateReplicaCounts } from '../validation/replica-counts';
import { SPEC, validateReplicaTemplate, validateSelectorUnchanged } from '../validation/workload';
import {
  changedTemplateWarnings,
  podNameWarnings,
  withEnabledTemplate,
  withTemplateDefaults,
} from './pod-template';
import { specChanged } from './spec-changed';

export const replicaSetStrategy: Strategy<ReplicaSet> = {
  defaults: (replicaSet) =>
    changeField(replicaSet, 'spec', (spec) => withTemplateDefaults(fillAbsent(spec, { replicas: 1 }))),
  initialStatus: () => ({ replicas: 0 }),
  prepareForCreate: withEnabledTemplate,
  prepareForUpdate: withEnabledTemplate,
  generationChanged: specChanged,
  validate: ({ spec }) => {
    const errors: FieldError[] = [];
    validateSpec(spec, errors);
    return errors;
  },
  validateUpdate: ({ spec }, old) => {
    const errors: FieldError[] = [];
    validateSpec(spec, errors);
    validateSelectorUnchanged(spec?.selector, old.spec?.selector, errors);
    return errors;
  },
  warnings: (replicaSet, old) => [
    ...(old ? [] : podNameWarnings(replicaSet)),
    ...changedTemplateWarnings(replicaSet, old),
  ],
  validateStatusUpdate: ({ status }) => {
    const errors: FieldError[] = [];
    if (status)
      validateReplicaCounts(
        status,
        [
          'replicas',
          'fullyLabeledReplicas',
          'readyReplicas',
          'availableReplicas',
          'observedGeneration',
          'terminatingReplicas',
        ],
        ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
        'readyReplicas',
        errors,
      );
    return errors;
  },
};

function validateSpec(spec: Partial<ReplicaSetSpec> = {}, errors: FieldError[]): void {
  validateCounts(spec, ['replicas', 'minReadySeconds'], SPEC, errors);
  validateReplicaTemplate(spec, errors);
}
