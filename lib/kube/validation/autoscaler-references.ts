import { type FieldError, invalidValue } from '../field-error';
import type { FieldPath } from '../field-path';
import type { CrossVersionObjectReference } from '../generated/autoscaling-v2';
import { parseApiVersion } from '../object';
import { validatePathSegment } from './references';

export interface ScaleReferenceRules {
  readonly allowEmptyApiGroup?: boolean;
  readonly allowInvalidApiVersion?: boolean;
}

/** What an autoscaler scales, or measures. */
export function validateScaleReference(
  reference: CrossVersionObjectReference | undefined,
  path: FieldPath,
  errors: FieldError[],
  rules: ScaleReferenceRules,
): void {
  validatePathSegment(reference?.kind, path.child('kind'), errors);
  validatePathSegment(reference?.name, path.child('name'), errors);
  const problem = apiVersionProblem(reference?.apiVersion ?? '', rules);
  if (problem) errors.push(invalidValue(path.child('apiVersion'), reference?.apiVersion ?? '', problem));
}

export function apiVersionProblem(
  apiVersion: string,
  { allowEmptyApiGroup, allowInvalidApiVersion }: ScaleReferenceRules,
): string | undefined {
  if (allowInvalidApiVersion) return undefined;
  if (apiVersion.split('/').length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  const hasGroup = parseApiVersion(apiVersion).group !== '';
  return allowEmptyApiGroup || hasGroup ? undefined : 'apiVersion must specify API group';
}
