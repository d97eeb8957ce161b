import { type FieldError, forbiddenField, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type {
  ConfigMapProjection,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '../../generated/core-v1';
import { validateFileMode, validateLocalNonReservedPath } from './paths';
import { validateDownwardFile, validateKeyToPath } from './volume-files';

const MIN_TOKEN_SECONDS = 10 * 60;
const MAX_TOKEN_SECONDS = 2 ** 32;

/** Several sources in one folder: no file may be there twice. */
export function validateProjected(
  { defaultMode, sources = [] }: ProjectedVolumeSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateFileMode(defaultMode, path.child('defaultMode'), errors);
  const files = new Set<string>();
  sources.forEach((source, index) => {
    validateSource(source, files, path, path.child('sources').index(index), errors);
  });
}

/** `volume` is the path of the whole volume, where conflicts are reported. */
function validateSource(
  source: VolumeProjection,
  files: Set<string>,
  volume: FieldPath,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { secret, configMap, downwardAPI, serviceAccountToken } = source;
  if (secret) validateKeys(secret, files, volume, path.child('secret'), errors);
  if (configMap) validateKeys(configMap, files, volume, path.child('configMap'), errors);
  for (const file of downwardAPI?.items ?? []) {
    validateDownwardFile(file, path.child('downwardAPI'), errors);
    if (file.path) claimFile(file.path, file.path, files, volume, errors);
  }
  if (serviceAccountToken)
    validateToken(serviceAccountToken, volume, path.child('serviceAccountToken'), errors);
  if ([secret, configMap, downwardAPI, serviceAccountToken].filter(Boolean).length > 1)
    errors.push(forbiddenField(path, 'may not specify more than 1 volume type per source'));
}

function validateKeys(
  { name = '', items = [] }: ConfigMapProjection,
  files: Set<string>,
  volume: FieldPath,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!name) errors.push(required(path.child('name')));
  items.forEach((item, index) => {
    validateKeyToPath(item, path.child('items').index(index), errors);
    if (item.path) claimFile(item.path, name, files, volume, errors);
  });
}

function claimFile(
  file: string,
  reported: string,
  files: Set<string>,
  volume: FieldPath,
  errors: FieldError[],
): void {
  if (files.has(file)) errors.push(invalidValue(volume, reported, 'conflicting duplicate paths'));
  files.add(file);
}

function validateToken(
  { expirationSeconds = 0, path: file }: ServiceAccountTokenProjection,
  volume: FieldPath,
  path: FieldPath,
  errors: FieldError[],
): void {
  const expiration = (detail: string) =>
    void errors.push(invalidValue(path.child('expirationSeconds'), expirationSeconds, detail));
  if (expirationSeconds < MIN_TOKEN_SECONDS) expiration('may not specify a duration less than 10 minutes');
  if (expirationSeconds > MAX_TOKEN_SECONDS)
    expiration('may not specify a duration larger than 2^32 seconds');
  if (!file) errors.push(required(volume.child('path')));
  else validateLocalNonReservedPath(file, volume.child('path'), errors);
}
