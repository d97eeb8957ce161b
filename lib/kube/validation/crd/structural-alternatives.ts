import { itemsOf, propertiesOf } from '../../custom-resource/schema-parts';
import { type FieldError, forbiddenField, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import { equal } from '../../frozen';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';
import { goRegExpError } from '../../go-regexp';

/** The parts of a structural schema that only restrict values: they say nothing about types. */

const INT_OR_STRING: readonly JSONSchemaProps[] = [{ type: 'integer' }, { type: 'string' }];

/** `anyOf` of an integer and a string, which x-kubernetes-int-or-string allows to be spelled out. */
export function isIntOrStringPattern(schema: JSONSchemaProps | undefined): boolean {
  return schema?.anyOf?.length === 2 && equal(schema.anyOf, INT_OR_STRING);
}

interface StatedTypes {
  /** The schema's own `anyOf` is the pattern of integers and strings. */
  readonly mayStateTypes: boolean;
  /** That of the first alternative in `allOf` is. */
  readonly firstMayStateTypes: boolean;
}

const NO_TYPES: StatedTypes = { mayStateTypes: false, firstMayStateTypes: false };

export function validateAlternatives(
  schema: JSONSchemaProps,
  types: StatedTypes,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!types.mayStateTypes) validateEach(schema.anyOf, path.child('anyOf'), errors);
  schema.allOf?.forEach((inner, index) => {
    const mayStateTypes = types.firstMayStateTypes && index === 0;
    const own = path.child('allOf').index(index);
    validateNested(inner, { mayStateTypes, firstMayStateTypes: false }, own, errors);
  });
  validateEach(schema.oneOf, path.child('oneOf'), errors);
  if (schema.not) validateNested(schema.not, NO_TYPES, path.child('not'), errors);
  validatePattern(schema, path, errors);
}

function validateEach(
  schemas: readonly JSONSchemaProps[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  schemas?.forEach((schema, index) => {
    validateNested(schema, NO_TYPES, path.index(index), errors);
  });
}

function validatePattern({ pattern }: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  const problem = pattern ? goRegExpError(pattern) : undefined;
  if (problem)
    errors.push(
      invalidValue(
        path.child('pattern'),
        pattern,
        `must be a valid regular expression, but isn't: ${problem}`,
      ),
    );
}

/** What an alternative may not have, and in what words. */
const FORBIDDEN: readonly (readonly [field: keyof JSONSchemaProps, detail: string])[] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function validateNested(
  schema: JSONSchemaProps,
  types: StatedTypes,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateAlternatives(schema, types, path, errors);
  const items = itemsOf(schema);
  if (items) validateNested(items, NO_TYPES, path.child('items'), errors);
  for (const [name, property] of propertiesOf(schema))
    validateNested(property, NO_TYPES, path.child('properties').key(name), errors);
  for (const [field, detail] of FORBIDDEN)
    if (schema[field]) errors.push(forbiddenField(path.child(field), detail));
  if (schema.properties && Object.hasOwn(schema.properties, 'metadata'))
    errors.push(
      forbiddenField(path.child('properties').key('metadata'), 'must not be specified in a nested context'),
    );
}
