import { changeField, fillAbsent, fillEmpty, withField } from '../defaults/defaulting';
import { defaultClaimSpec } from '../defaults/pod/volume';
import type { FieldError } from '../field-error';
import { FieldPath } from '../field-path';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../generated/core-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateClaimSpec } from '../validation/claim-spec';
import { claimSpecWarnings } from '../validation/claim-spec-warnings';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import {
  STORAGE_CLASS,
  validateClaimStatus,
  validateClaimUpdate,
} from '../validation/persistent-volume-claim';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };
const SPEC = FieldPath.of('spec');

export const persistentVolumeClaimStrategy: Strategy<PersistentVolumeClaim> = {
  validatesOwnMetadata: true,
  defaults: (claim) =>
    changeField(changeField(fillAbsent(claim, { spec: {} }), 'spec', defaultClaimSpec), 'status', (status) =>
      fillEmpty(status, { phase: 'Pending' }),
    ),
  initialStatus: () => ({ phase: 'Pending' }),
  prepareForCreate: (claim) => changeField(claim, 'spec', (spec) => withDataSources(spec, undefined)),
  prepareForUpdate: (claim, old) => changeField(claim, 'spec', (spec) => withDataSources(spec, old.spec)),
  validate: (claim) => {
    const errors: FieldError[] = [];
    validateClaim(claim, undefined, errors);
    return errors;
  },
  validateUpdate: (claim, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(claim, old, errors);
    validateClaim(claim, old, errors);
    validateClaimUpdate(claim, old, errors);
    return errors;
  },
  validateStatusUpdate: (claim, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(claim, old, errors);
    validateClaimStatus(claim, errors);
    return errors;
  },
  warnings: ({ metadata, spec }) => [
    ...(metadata.annotations?.[STORAGE_CLASS] === undefined
      ? []
      : [
          `metadata.annotations[${STORAGE_CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`,
        ]),
    ...claimSpecWarnings(spec ?? {}, SPEC),
  ],
};

function validateClaim(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim | undefined,
  errors: FieldError[],
): void {
  const { dataSource, dataSourceRef } = old?.spec ?? {};
  const allowInvalidApiGroup = !!(dataSource?.apiGroup || dataSourceRef?.apiGroup);
  validateOwnMetadata(claim, SCOPE, errors);
  validateClaimSpec(claim.spec ?? {}, SPEC, errors, { allowInvalidApiGroup });
}

/**
 * The two fields that say where the data comes from agree. The old one can only name a claim or a snapshot; a source in
 * another namespace is dropped, because that needs a feature that is turned off.
 */
function withDataSources(
  given: PersistentVolumeClaimSpec,
  old: PersistentVolumeClaimSpec | undefined,
): PersistentVolumeClaimSpec {
  let spec = given;
  if (spec.dataSourceRef?.namespace && !old?.dataSourceRef)
    spec = withField(spec, 'dataSourceRef', undefined);
  const { dataSource: source, dataSourceRef: reference } = spec;
  const isInUse = old?.dataSource !== undefined || old?.dataSourceRef !== undefined;
  if (!isInUse && !reference && source && !isClaimOrSnapshot(source))
    return withField(spec, 'dataSource', undefined);
  if (source && !reference) return { ...spec, dataSourceRef: withoutNamespace(source) };
  if (reference && !source && !reference.namespace)
    return { ...spec, dataSource: withoutNamespace(reference) };
  return spec;
}

type Reference = NonNullable<PersistentVolumeClaimSpec['dataSource']>;

function isClaimOrSnapshot({ apiGroup = '', kind }: Reference): boolean {
  return (
    (kind === 'PersistentVolumeClaim' && apiGroup === '') ||
    (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io')
  );
}

function withoutNamespace({ apiGroup, kind, name }: Reference): Reference {
  return apiGroup === undefined ? { kind, name } : { apiGroup, kind, name };
}
