import { type FieldError, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import { hasNoBacksteps, isLocalDescendingPath } from '../../names';
import { validateByRule } from '../scalars';

export function validateNoBacksteps(target: string, path: FieldPath, errors: FieldError[]): void {
  validateByRule(target, hasNoBacksteps, path, errors);
}

/** Relative, and staying below its folder. */
export function validateLocalDescendingPath(target: string, path: FieldPath, errors: FieldError[]): void {
  validateByRule(target, isLocalDescendingPath, path, errors);
}

/** The same, and not a name that starts with two dots, which the kubelet keeps for itself. */
export function validateLocalNonReservedPath(target: string, path: FieldPath, errors: FieldError[]): void {
  validateLocalDescendingPath(target, path, errors);
  if (target.startsWith('..') && !target.startsWith('../'))
    errors.push(invalidValue(path, target, "must not start with '..'"));
}

const FILE_MODE = 'must be a number between 0 and 0777 (octal), both inclusive';

export function validateFileMode(mode: number | undefined, path: FieldPath, errors: FieldError[]): void {
  if (mode !== undefined && (mode < 0 || mode > 0o777)) errors.push(invalidValue(path, mode, FILE_MODE));
}
