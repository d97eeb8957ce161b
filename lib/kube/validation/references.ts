import { type FieldError, required } from '../field-error';
import type { FieldPath } from '../field-path';
import { isDns1123Subdomain, isDomainPrefixedPath, isPathSegmentName } from '../names';
import { validateDnsSubdomain } from './names';
import { validateByRule } from './scalars';

/** Fields that name another object of the API. */

/** A name that can be part of a path, and must be there. */
export function validatePathSegment(
  value: string | undefined,
  path: FieldPath,
  errors: FieldError[],
  missing = '',
): void {
  if (!value) errors.push(required(path, missing));
  else validateByRule(value, isPathSegmentName, path, errors);
}

/** Group (if any), kind and name of an object in the same namespace, or in none. */
export function validateTypedReference(
  { apiGroup, kind, name }: { readonly apiGroup?: string; readonly kind?: string; readonly name?: string },
  path: FieldPath,
  errors: FieldError[],
): void {
  if (apiGroup !== undefined) validateDnsSubdomain(apiGroup, path.child('apiGroup'), errors);
  validatePathSegment(kind, path.child('kind'), errors);
  validatePathSegment(name, path.child('name'), errors);
}

/** `example.com/controller`; what is wrong is said of its half. */
export function validateDomainPrefixedPath(value: string, path: FieldPath, errors: FieldError[]): void {
  const problems = isDomainPrefixedPath(value);
  if (value === '') errors.push(required(path));
  if (value === '' || problems.length === 0) return;
  const [domain = '', ...rest] = value.split('/');
  const route = rest.join('/');
  if (domain === '' || route === '') {
    validateByRule(value, () => problems, path, errors);
    return;
  }
  validateByRule(domain, isDns1123Subdomain, path, errors);
  validateByRule(route, () => problems.filter((problem) => problem.startsWith('Invalid path')), path, errors);
}
