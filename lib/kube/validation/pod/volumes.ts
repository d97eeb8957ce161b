import { duplicate, type FieldError, forbiddenField, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { Volume } from '../../generated/core-v1';
import type { ObjectMeta } from '../../generated/meta-v1';
import { goQuote } from '../../go-format';
import { nameIsDnsSubdomain } from '../../names';
import { validateDnsLabel } from '../names';
import type { VolumesByName } from './mounts';
import type { VolumeSourceType } from './volume-source-rule';
import { VOLUME_SOURCES } from './volume-sources';

export interface VolumeContext {
  /** Of the pod; undefined in a template. Names the claims of ephemeral volumes. */
  readonly meta: ObjectMeta | undefined;
}

const NO_VOLUMES: VolumesByName = new Map();

/** Returns the valid volumes by name: what containers may mount. */
export function validateVolumes(
  volumes: readonly Volume[] | undefined,
  context: VolumeContext,
  path: FieldPath,
  errors: FieldError[],
): VolumesByName {
  if (!volumes?.length) return NO_VOLUMES;
  const valid = new Map<string, Volume>();
  const created = createdClaims(volumes, context.meta?.name);
  volumes.forEach((volume, index) => {
    const at = path.index(index);
    const before = errors.length;
    validateVolumeSource(volume, context, at, errors);
    if (!volume.name) errors.push(required(at.child('name')));
    else validateDnsLabel(volume.name, at.child('name'), errors);
    if (valid.has(volume.name)) errors.push(duplicate(at.child('name'), volume.name));
    if (errors.length === before) valid.set(volume.name, volume);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim && created.includes(claim))
      errors.push(
        invalidValue(
          at.child('persistentVolumeClaim', 'claimName'),
          claim,
          'must not reference a PVC that gets created for an ephemeral volume',
        ),
      );
  });
  return valid;
}

function createdClaims(volumes: readonly Volume[], pod: string | undefined): string[] {
  return pod ? volumes.filter((volume) => volume.ephemeral).map((volume) => `${pod}-${volume.name}`) : [];
}

const SOURCE_TYPES = Object.keys(VOLUME_SOURCES) as VolumeSourceType[];

function validateVolumeSource(
  volume: Volume,
  context: VolumeContext,
  path: FieldPath,
  errors: FieldError[],
): void {
  let found = false;
  for (const type of SOURCE_TYPES) {
    if (volume[type] === undefined) continue;
    const { validate, path: at = type, refusedAt = at } = VOLUME_SOURCES[type];
    if (found) errors.push(forbiddenField(path.child(refusedAt), 'may not specify more than 1 volume type'));
    else {
      validate(volume, path.child(at), errors, context.meta !== undefined);
      if (type === 'ephemeral') validateClaimName(volume.name, context.meta?.name, path, errors);
    }
    if (type === 'iscsi') validateInitiator(volume, path, errors);
    found = true;
  }
  if (!found) errors.push(required(path, 'must specify a volume type'));
}

function validateClaimName(
  volume: string,
  pod: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!pod || !volume) return;
  const claim = `${pod}-${volume}`;
  for (const message of nameIsDnsSubdomain(claim, false))
    errors.push(invalidValue(path.child('name'), volume, `PVC name ${goQuote(claim)}: ${message}`));
}

function validateInitiator({ name, iscsi }: Volume, path: FieldPath, errors: FieldError[]): void {
  if (iscsi!.initiatorName === undefined || `${name}:${iscsi!.targetPortal}`.length <= 64) return;
  errors.push(
    invalidValue(
      path.child('name'),
      name,
      'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
    ),
  );
}
