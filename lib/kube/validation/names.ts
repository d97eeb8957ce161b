import type { FieldError } from '../field-error';
import type { FieldPath } from '../field-path';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isDns1123SubdomainWithUnderscore,
  isQualifiedName,
} from '../names';
import { validateByRule } from './scalars';

/** Fields whose value must follow a rule of names. */

export function validateDnsLabel(value: string, path: FieldPath, errors: FieldError[]): void {
  validateByRule(value, isDns1123Label, path, errors);
}

export function validateDnsSubdomain(value: string, path: FieldPath, errors: FieldError[]): void {
  validateByRule(value, isDns1123Subdomain, path, errors);
}

export function validateDnsSubdomainWithUnderscore(
  value: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateByRule(value, isDns1123SubdomainWithUnderscore, path, errors);
}

export function validateQualifiedName(value: string, path: FieldPath, errors: FieldError[]): void {
  validateByRule(value, isQualifiedName, path, errors);
}
