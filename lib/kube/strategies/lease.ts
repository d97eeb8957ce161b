import { changeField, withField } from '../defaults/defaulting';
import { type FieldError, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import type { Lease, LeaseSpec } from '../generated/coordination-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/object-meta';
import { IS_NEGATIVE } from '../validation/scalars';

const METADATA = FieldPath.of('metadata');
const SPEC = FieldPath.of('spec');

/** Who leads, and until when. */
export const leaseStrategy: Strategy<Lease> = {
  prepareForCreate: withoutStrategy,
  prepareForUpdate: withoutStrategy,
  validatesOwnMetadata: true,
  validate: ({ metadata, spec }) => {
    const errors: FieldError[] = [];
    validateObjectMeta(metadata, true, nameIsDnsSubdomain, METADATA, errors);
    validateSpec(spec, errors);
    return errors;
  },
  validateUpdate: ({ metadata, spec }, old) => {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(metadata, old.metadata, METADATA, errors);
    validateSpec(spec, errors);
    return errors;
  },
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
};

/** Feature CoordinatedLeaderElection is off unless Kubernetes is told otherwise. */
function withoutStrategy(lease: Lease): Lease {
  return changeField(lease, 'spec', (spec) =>
    withField(withField(spec, 'strategy', undefined), 'preferredHolder', undefined),
  );
}

function validateSpec(
  { leaseDurationSeconds, leaseTransitions }: LeaseSpec = {},
  errors: FieldError[],
): void {
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0)
    errors.push(
      invalidValue(SPEC.child('leaseDurationSeconds'), leaseDurationSeconds, 'must be greater than 0'),
    );
  if (leaseTransitions !== undefined && leaseTransitions < 0)
    errors.push(invalidValue(SPEC.child('leaseTransitions'), leaseTransitions, IS_NEGATIVE));
}
