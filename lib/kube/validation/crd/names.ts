import { type FieldError, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { CustomResourceDefinitionNames } from '../../generated/apiextensions-v1';
import { isDns1035Label } from '../../names';

const CASELESS = 'may have mixed case, but should otherwise match: ';

/** The names of a kind, asked for or accepted. */
export function validateNames(
  names: CustomResourceDefinitionNames,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { kind, listKind, shortNames = [], categories = [] } = names;
  for (const field of ['plural', 'singular'] as const) validateLabel(names[field], path.child(field), errors);
  for (const field of ['kind', 'listKind'] as const) {
    const problems = names[field] ? isDns1035Label(names[field].toLowerCase()) : [];
    if (problems.length > 0)
      errors.push(invalidValue(path.child(field), names[field], CASELESS + problems.join(',')));
  }
  shortNames.forEach((name, index) => {
    validateLabel(name, path.child('shortNames').index(index), errors, true);
  });
  if (kind && kind === listKind)
    errors.push(invalidValue(path.child('listKind'), listKind, 'kind and listKind may not be the same'));
  categories.forEach((name, index) => {
    validateLabel(name, path.child('categories').index(index), errors, true);
  });
}

/** All that is wrong with a label, as one error. */
export function validateLabel(
  name: string | undefined,
  path: FieldPath,
  errors: FieldError[],
  isRequired = false,
): void {
  if (!name && !isRequired) return;
  const problems = isDns1035Label(name ?? '');
  if (problems.length > 0) errors.push(invalidValue(path, name ?? '', problems.join(',')));
}
