import { additionalOf, itemsOf, propertiesOf } from '../../custom-resource/schema-parts';
import { type FieldError, forbiddenField, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import { equal } from '../../frozen';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';
import { isIntOrStringPattern, validateAlternatives } from './structural-alternatives';
import { validateCompleteness } from './structural-completeness';

/**
 * The schema of a custom resource must be structural: every field has one type, stated outside of `allOf`, `anyOf`,
 * `oneOf` and `not`, so that unknown fields can be pruned and defaults be filled in.
 */

/** Where a schema stands. */
export type SchemaLevel = 'root' | 'item' | 'field';

const TYPE_IS_MISSING: { readonly [level in SchemaLevel]: string } = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

/** Errors come in the order of their text. */
export function validateStructural(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  const found: FieldError[] = [];
  validateInvariants(schema, 'root', path, found);
  validateCompleteness(schema, path, found);
  const text = ({ field, message }: FieldError) => `${field}: ${message}`;
  errors.push(...found.sort((a, b) => (text(a) < text(b) ? -1 : 1)));
}

function validateInvariants(
  schema: JSONSchemaProps,
  level: SchemaLevel,
  path: FieldPath,
  errors: FieldError[],
): void {
  const items = itemsOf(schema);
  if (schema.type === 'array' && !items) errors.push(required(path.child('items'), 'must be specified'));
  if (items) validateInvariants(items, 'item', path.child('items'), errors);
  for (const [name, property] of propertiesOf(schema))
    validateInvariants(property, 'field', path.child('properties').key(name), errors);
  validateAdditionalProperties(schema, level, path, errors);
  validateExtensions(schema, path, errors);
  validateAlternatives(
    schema,
    {
      mayStateTypes: isIntOrStringPattern(schema),
      firstMayStateTypes: isIntOrStringPattern(schema.allOf?.[0]),
    },
    path,
    errors,
  );
  validateType(schema, level, path, errors);
  validateResourceFields(schema, level, path, errors);
}

function validateAdditionalProperties(
  schema: JSONSchemaProps,
  level: SchemaLevel,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (schema.additionalProperties === undefined) return;
  const own = path.child('additionalProperties');
  if (level === 'root') errors.push(forbiddenField(own, 'must not be used at the root'));
  const additional = additionalOf(schema);
  if (additional) validateInvariants(additional, 'field', own, errors);
}

function validateExtensions(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  if (!schema['x-kubernetes-int-or-string']) return;
  for (const extension of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const)
    if (schema[extension])
      errors.push(
        invalidValue(path.child(extension), true, 'must be false if x-kubernetes-int-or-string is true'),
      );
}

function validateType(
  schema: JSONSchemaProps,
  level: SchemaLevel,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { type = '' } = schema;
  const mayBeAnything =
    schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields'];
  if (schema['x-kubernetes-embedded-resource'] && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    const own = path.child('type');
    errors.push(type === '' ? required(own, detail) : invalidValue(own, type, detail));
  } else if (type === '' && !mayBeAnything) errors.push(required(path.child('type'), TYPE_IS_MISSING[level]));
  if (schema['x-kubernetes-embedded-resource'] && schema.additionalProperties !== undefined)
    errors.push(
      forbiddenField(
        path.child('additionalProperties'),
        'must not be used if x-kubernetes-embedded-resource is set',
      ),
    );
  if (level === 'root' && type !== '' && type !== 'object')
    errors.push(invalidValue(path.child('type'), type, 'must be object at the root'));
}

/** `apiVersion`, `kind` and `metadata` are what they are in every object. */
function validateResourceFields(
  schema: JSONSchemaProps,
  level: SchemaLevel,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { properties = {} } = schema;
  const isEmbedded = schema['x-kubernetes-embedded-resource'] ?? false;
  const isResource = level === 'root' || isEmbedded;
  for (const name of isResource ? ['kind', 'apiVersion'] : [])
    if (Object.hasOwn(properties, name)) {
      const { type = '' } = properties[name]!;
      if (type !== 'string')
        errors.push(invalidValue(path.child('properties').key(name).child('type'), type, 'must be string'));
    }
  const metadata = properties['metadata'];
  if (metadata) {
    const own = path.child('properties').key('metadata');
    if (isResource && metadata.type !== 'object')
      errors.push(invalidValue(own.child('type'), metadata.type ?? '', 'must be object'));
    if (level === 'root' && saysMoreThanNames(metadata)) errors.push(forbiddenField(own, ONLY_NAMES));
  }
  if (isEmbedded && !schema['x-kubernetes-preserve-unknown-fields'] && !schema.properties)
    errors.push(required(path.child('properties'), EMPTY_RESOURCE));
}

const ONLY_NAMES =
  'must not specify anything other than name and generateName, but metadata is implicitly specified';
const EMPTY_RESOURCE =
  'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';

function saysMoreThanNames({
  type: _type,
  default: _default,
  properties,
  ...rest
}: JSONSchemaProps): boolean {
  const others = Object.keys(properties ?? {}).filter((name) => name !== 'name' && name !== 'generateName');
  return others.length > 0 || !equal(rest, {});
}
