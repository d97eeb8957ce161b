import { type FieldError, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { Volume } from '../../generated/core-v1';

export type VolumeSourceType = Exclude<keyof Volume, 'name'>;

/** One kind of volume. */
export interface VolumeSourceRule {
  /** `inPod` is false in a template, which may leave more open. */
  readonly validate: (volume: Volume, path: FieldPath, errors: FieldError[], inPod: boolean) => void;
  /** Where Kubernetes reports its errors, if not under the field's own name. */
  readonly path?: string;
  /** Where it refuses a second source, if elsewhere still. */
  readonly refusedAt?: string;
}

/** The fields that must be there. */
export function requireFields<T extends object>(
  source: T,
  fields: readonly (keyof T & string)[],
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const field of fields) {
    const value = source[field];
    if (!value || (Array.isArray(value) && value.length === 0)) errors.push(required(path.child(field)));
  }
}
