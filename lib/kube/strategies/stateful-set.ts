import { changeField } from '../defaults/defaulting';
import { withoutMaxUnavailable, withStatefulSetSpecDefaults } from '../defaults/stateful-set';
import type { FieldError } from '../field-error';
import type { StatefulSet } from '../generated/apps-v1';
import { nameIsDnsLabel } from '../names';
import type { Strategy } from '../strategy';
import { claimSpecWarnings } from '../validation/claim-spec-warnings';
import { validateCollisionCount, validateReplicaCounts } from '../validation/replica-counts';
import { validateStatefulSetSpec, validateStatefulSetSpecUpdate } from '../validation/stateful-set';
import { SPEC } from '../validation/workload';
import { changedTemplateWarnings, withEnabledTemplate, withTemplateDefaults } from './pod-template';
import { specChanged } from './spec-changed';

const CLAIMS = SPEC.child('volumeClaimTemplates');

export const statefulSetStrategy: Strategy<StatefulSet> = {
  validateName: nameIsDnsLabel,
  defaults: (set) =>
    changeField(set, 'spec', (spec) => withTemplateDefaults(withStatefulSetSpecDefaults(spec))),
  initialStatus: () => ({ replicas: 0, availableReplicas: 0 }),
  prepareForCreate: withEnabledFields,
  prepareForUpdate: withEnabledFields,
  generationChanged: specChanged,
  validate: ({ spec = {} }) => {
    const errors: FieldError[] = [];
    validateStatefulSetSpec(spec, false, errors);
    return errors;
  },
  validateUpdate: ({ spec = {} }, old) => {
    const errors: FieldError[] = [];
    validateStatefulSetSpec(spec, true, errors);
    validateStatefulSetSpecUpdate(spec, old.spec ?? {}, errors);
    return errors;
  },
  warnings: (set, old) => {
    const { volumeClaimTemplates = [], revisionHistoryLimit = 0 } = set.spec ?? {};
    const warnings = changedTemplateWarnings(set, old);
    volumeClaimTemplates.forEach(({ spec }, index) => {
      // Kubernetes spells the field in Go's way when it speaks about an update.
      const path = old ? CLAIMS.index(index).child('Spec') : CLAIMS.index(index);
      warnings.push(...claimSpecWarnings(spec ?? {}, path));
    });
    if (revisionHistoryLimit < 0)
      warnings.push(
        'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
      );
    return warnings;
  },
  validateStatusUpdate: ({ status }, old) => {
    const errors: FieldError[] = [];
    if (status)
      validateReplicaCounts(
        status,
        [
          'replicas',
          'readyReplicas',
          'currentReplicas',
          'updatedReplicas',
          'availableReplicas',
          'observedGeneration',
          'collisionCount',
        ],
        ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'],
        'status.readyReplicas',
        errors,
      );
    validateCollisionCount(status?.collisionCount, old.status?.collisionCount, errors);
    return errors;
  },
};

function withEnabledFields(set: StatefulSet): StatefulSet {
  return withEnabledTemplate(changeField(set, 'spec', withoutMaxUnavailable));
}
