import { changeField, fillAbsent, withField } from '../defaults/defaulting';
import { duplicate, type FieldError, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { CSIDriver, CSIDriverSpec, TokenRequest } from '../generated/storage-v1';
import type { Strategy } from '../strategy';
import { validateImmutable, validateSupported } from '../validation/scalars';

const SPEC = FieldPath.of('spec');
const FS_GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const LIFECYCLE_MODES = ['Persistent', 'Ephemeral'];
const TEN_MINUTES = 600;
const MAX_SECONDS = 2 ** 32;

export const csiDriverStrategy: Strategy<CSIDriver> = {
  allowUnconditionalUpdate: false,
  defaults: (driver) => changeField(fillAbsent(driver, { spec: {} }), 'spec', withSpecDefaults),
  prepareForCreate: withoutSchedulingPrevention,
  // A new driver has no generation; only changes are counted.
  prepareForUpdate: (given, old) => {
    const driver = withoutSchedulingPrevention(given);
    if (equal(driver.spec, old.spec)) return driver;
    const generation = (old.metadata.generation ?? 0) + 1;
    return { ...driver, metadata: { ...driver.metadata, generation } };
  },
  validate: ({ spec }) => {
    const errors: FieldError[] = [];
    validateSpec(spec, errors);
    return errors;
  },
  validateUpdate: ({ spec }, old) => {
    const errors: FieldError[] = [];
    validateSpec(spec, errors);
    validateImmutable(spec.attachRequired, old.spec.attachRequired, ATTACH_REQUIRED, errors);
    const modes = SPEC.child('volumeLifecycleModes');
    validateImmutable(spec.volumeLifecycleModes, old.spec.volumeLifecycleModes, modes, errors);
    return errors;
  },
  warnings: ({ spec }, old) => {
    const asksForTokens = spec.tokenRequests?.length && !equal(spec.tokenRequests, old?.spec.tokenRequests);
    if (!asksForTokens || spec.serviceAccountTokenInSecrets !== undefined) return [];
    return [
      'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes',
    ];
  },
};

/** Kubernetes misspells the field's name. */
const ATTACH_REQUIRED = SPEC.child('attachedRequired');

function withSpecDefaults(given: CSIDriverSpec): CSIDriverSpec {
  const spec = fillAbsent(given, {
    attachRequired: true,
    podInfoOnMount: false,
    storageCapacity: false,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    requiresRepublish: false,
    seLinuxMount: false,
  });
  return spec.volumeLifecycleModes?.length ? spec : { ...spec, volumeLifecycleModes: ['Persistent'] };
}

/** Feature VolumeLimitScaling, which is turned off. */
function withoutSchedulingPrevention(driver: CSIDriver): CSIDriver {
  return changeField(driver, 'spec', (spec) => withField(spec, 'preventPodSchedulingIfMissing', undefined));
}

function validateSpec(spec: CSIDriverSpec, errors: FieldError[]): void {
  const { fsGroupPolicy, tokenRequests = [], volumeLifecycleModes = [] } = spec;
  const { nodeAllocatableUpdatePeriodSeconds: period, serviceAccountTokenInSecrets } = spec;
  if (spec.attachRequired === undefined) errors.push(required(ATTACH_REQUIRED));
  for (const field of ['podInfoOnMount', 'storageCapacity'] as const)
    if (spec[field] === undefined) errors.push(required(SPEC.child(field)));
  if (fsGroupPolicy !== undefined)
    validateSupported(fsGroupPolicy, FS_GROUP_POLICIES, SPEC.child('fsGroupPolicy'), errors);
  validateTokenRequests(tokenRequests, SPEC.child('tokenRequests'), errors);
  for (const mode of volumeLifecycleModes)
    if (!LIFECYCLE_MODES.includes(mode))
      errors.push(notSupported(SPEC.child('volumeLifecycleModes'), mode, LIFECYCLE_MODES));
  if (spec.seLinuxMount === undefined) errors.push(required(SPEC.child('seLinuxMount')));
  if (period !== undefined && period < 10)
    errors.push(
      invalidValue(
        SPEC.child('nodeAllocatableUpdatePeriodSeconds'),
        period,
        'must be greater than or equal to 10 seconds',
      ),
    );
  if (serviceAccountTokenInSecrets !== undefined && tokenRequests.length === 0)
    errors.push(
      invalidValue(
        SPEC.child('serviceAccountTokenInSecrets'),
        serviceAccountTokenInSecrets,
        'serviceAccountTokenInSecrets is set but no tokenRequests are specified',
      ),
    );
}

function validateTokenRequests(
  requests: readonly TokenRequest[],
  path: FieldPath,
  errors: FieldError[],
): void {
  const audiences = new Set<string>();
  requests.forEach(({ audience = '', expirationSeconds: seconds }, index) => {
    const at = path.index(index);
    const refuse = (detail: string) =>
      void errors.push(invalidValue(at.child('expirationSeconds'), seconds, detail));
    if (audiences.has(audience)) {
      errors.push(duplicate(at.child('audience'), audience));
      return;
    }
    audiences.add(audience);
    if (seconds === undefined) return;
    if (seconds < TEN_MINUTES) refuse('may not specify a duration less than 10 minutes');
    if (seconds > MAX_SECONDS) refuse('may not specify a duration larger than 2^32 seconds');
  });
}
