import { type FieldError, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import { validateChoice } from '../scalars';

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

export function validatePullPolicy(policy: string | undefined, path: FieldPath, errors: FieldError[]): void {
  validateChoice(policy, PULL_POLICIES, path, errors);
}

/** Only in pods, not in templates. */
export function validateImageSpace(
  { image = '' }: { readonly image?: string },
  path: FieldPath,
  errors: FieldError[],
): void {
  if (image !== image.trim())
    errors.push(invalidValue(path.child('image'), image, 'must not have leading or trailing whitespace'));
}
