import type { FieldError } from '../field-error';
import { FieldPath } from '../field-path';
import type { Scale } from '../generated/autoscaling-v1';
import { nameIsDnsSubdomain } from '../names';
import { validateKindMeta } from './object-meta';
import { validateNonNegative } from './scalars';

/** The body of a request to `/scale`. */
export function validateScale({ metadata = {}, spec }: Scale): FieldError[] {
  const errors: FieldError[] = [];
  validateKindMeta(metadata, true, nameIsDnsSubdomain, FieldPath.of('metadata'), errors);
  validateNonNegative(spec?.replicas, FieldPath.of('spec').child('replicas'), errors);
  return errors;
}
