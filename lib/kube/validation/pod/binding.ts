import { type FieldError, notSupported, required } from '../../field-error';
import { FieldPath } from '../../field-path';
import type { Binding } from '../../generated/core-v1';

const TARGET = FieldPath.of('target');

/** The body of a request to `pods/binding`. The API server answers errors of it with a plain 500. */
export function validateBinding({ target }: Binding): FieldError[] {
  const errors: FieldError[] = [];
  if (target?.kind && target.kind !== 'Node')
    errors.push(notSupported(TARGET.child('kind'), target.kind, ['Node', '<empty>']));
  if (!target?.name) errors.push(required(TARGET.child('name')));
  return errors;
}
