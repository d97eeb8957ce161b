import { additionalOf, itemListOf, itemsOf, propertiesOf } from '../../custom-resource/schema-parts';
import { type FieldError, forbiddenField, invalidValue, notSupported } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';
import { validateListType, validateTypeForExtension } from './schema-lists';
import { validateRules } from './schema-validation-rules';

/** The rules of a custom resource's schema that are not about its structure, in Kubernetes' order. */

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const RESOURCE_FIELDS = ['metadata', 'kind', 'apiVersion'];
const MAP_TYPES = ['atomic', 'granular'];

/** Where in the object the schema is. */
interface Place {
  readonly isRoot: boolean;
  /** Inside `apiVersion`, `kind` or `metadata` of the object or of one embedded in it. */
  readonly isInsideMetadata: boolean;
  /** Why there may be no default here. */
  readonly noDefaults?: string;
}

export function validateSchema(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  visit(schema, { isRoot: true, isInsideMetadata: false }, path, errors);
}

function visit(schema: JSONSchemaProps, place: Place, path: FieldPath, errors: FieldError[]): void {
  const inner: Place = { ...place, isRoot: false };
  validateOwnFields(schema, place, path, errors);
  visitMembers(schema, place, path, errors);
  if (schema.not) visit(schema.not, inner, path.child('not'), errors);
  for (const field of ['allOf', 'oneOf', 'anyOf'] as const)
    schema[field]?.forEach((each, index) => {
      visit(each, inner, path.child(field).index(index), errors);
    });
  for (const [name, each] of Object.entries(schema.definitions ?? {}))
    visit(each, inner, path.child('definitions').key(name), errors);
  const items = itemsOf(schema);
  if (items) visit(items, inner, path.child('items'), errors);
  itemListOf(schema).forEach((each, index) => {
    visit(each, inner, path.child('items').index(index), errors);
  });
  for (const [name, each] of Object.entries(schema.dependencies ?? {}))
    if (!Array.isArray(each))
      visit(each as JSONSchemaProps, inner, path.child('dependencies').key(name), errors);
  validateExtensions(schema, path, errors);
}

/** The fields of an object. */
function visitMembers(schema: JSONSchemaProps, place: Place, path: FieldPath, errors: FieldError[]): void {
  const inner: Place = { ...place, isRoot: false };
  const additional = additionalOf(schema);
  const isOpen = schema.additionalProperties !== undefined && schema.additionalProperties !== true;
  if (isOpen && schema.properties)
    errors.push(
      forbiddenField(
        path.child('additionalProperties'),
        'additionalProperties and properties are mutual exclusive',
      ),
    );
  const additionalPlace = place.isInsideMetadata
    ? { ...inner, noDefaults: 'inside additionalProperties applying to object metadata' }
    : inner;
  if (additional) visit(additional, additionalPlace, path.child('additionalProperties'), errors);
  const isResource = place.isRoot || schema['x-kubernetes-embedded-resource'];
  for (const [name, property] of propertiesOf(schema)) {
    const isMetadata = isResource && RESOURCE_FIELDS.includes(name);
    const placeOfProperty: Place = {
      isRoot: false,
      isInsideMetadata: place.isInsideMetadata || Boolean(isMetadata),
      noDefaults: isMetadata && place.isRoot ? `in top-level ${name}` : place.noDefaults,
    };
    visit(property, placeOfProperty, path.child('properties').key(name), errors);
  }
}

const UNSUPPORTED: readonly (keyof JSONSchemaProps)[] = [
  'id',
  'additionalItems',
  'patternProperties',
  'definitions',
  'dependencies',
  '$ref',
];
const UNIQUE_ITEMS = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';

function validateOwnFields(
  schema: JSONSchemaProps,
  place: Place,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { type } = schema;
  const forbid = (field: string, detail: string) => errors.push(forbiddenField(path.child(field), detail));
  if (type && !TYPES.includes(type)) errors.push(notSupported(path.child('type'), type, TYPES));
  if (schema.default !== undefined && place.noDefaults)
    forbid('default', `must not be set ${place.noDefaults}`);
  for (const field of UNSUPPORTED)
    if (schema[field] !== undefined) forbid(field, `${field} is not supported`);
  if (type === 'null') forbid('type', 'type cannot be set to null, use nullable as an alternative');
  if (itemListOf(schema).length > 0) forbid('items', 'items must be a schema object and not an array');
  if (place.isInsideMetadata && schema['x-kubernetes-embedded-resource'])
    forbid('x-kubernetes-embedded-resource', 'must not be used inside of resource meta');
  if (schema.uniqueItems) forbid('uniqueItems', UNIQUE_ITEMS);
}

function validateExtensions(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  const preserves = 'x-kubernetes-preserve-unknown-fields';
  if (schema[preserves] === false)
    errors.push(invalidValue(path.child(preserves), false, 'must be true or undefined'));
  validateMapType(schema, path, errors);
  validateListType(schema, path, errors);
  validateRules(schema, path, errors);
}

function validateMapType(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === undefined) return;
  validateTypeForExtension(schema, 'object', 'x-kubernetes-map-type', path, errors);
  if (!MAP_TYPES.includes(mapType))
    errors.push(notSupported(path.child('x-kubernetes-map-type'), mapType, MAP_TYPES));
}
