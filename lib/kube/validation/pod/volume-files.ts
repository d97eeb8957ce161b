import { type FieldError, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { ConfigMapVolumeSource, DownwardAPIVolumeFile, KeyToPath } from '../../generated/core-v1';
import { validateFieldRef, validateResourceFieldRef } from './field-selectors';
import { validateFileMode, validateLocalNonReservedPath } from './paths';
import { requireFields } from './volume-source-rule';

/** What a volume of a ConfigMap or Secret makes of its keys. */
export function validateKeyFiles(
  { defaultMode, items = [] }: Pick<ConfigMapVolumeSource, 'defaultMode' | 'items'>,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateFileMode(defaultMode, path.child('defaultMode'), errors);
  items.forEach((item, index) => {
    validateKeyToPath(item, path.child('items').index(index), errors);
  });
}

export function validateKeyToPath(item: KeyToPath, path: FieldPath, errors: FieldError[]): void {
  requireFields(item, ['key', 'path'], path, errors);
  validateLocalNonReservedPath(item.path ?? '', path.child('path'), errors);
  validateFileMode(item.mode, path.child('mode'), errors);
}

/** One file of the downward API. Kubernetes reports all of a volume's files at the same place. */
export function validateDownwardFile(
  file: DownwardAPIVolumeFile,
  path: FieldPath,
  errors: FieldError[],
): void {
  requireFields(file, ['path'], path, errors);
  validateLocalNonReservedPath(file.path ?? '', path.child('path'), errors);
  const { fieldRef, resourceFieldRef } = file;
  if (fieldRef) {
    validateFieldRef(fieldRef, 'file', path.child('fieldRef'), errors);
    if (resourceFieldRef)
      errors.push(
        invalidValue(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'),
      );
  } else if (resourceFieldRef) {
    validateResourceFieldRef(resourceFieldRef, 'file', path.child('resourceFieldRef'), errors);
  } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  validateFileMode(file.mode, path.child('mode'), errors);
}
