import { pruned } from '../../custom-resource/pruning';
import { itemsOf, propertiesOf } from '../../custom-resource/schema-parts';
import { sortedDeep } from '../../custom-resource/sorted-deep';
import { validateDefaultValue } from '../../custom-resource/validate-value';
import { type FieldError, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';

/** Where a schema stands, as far as its default goes. */
interface Place {
  /** It is that of an object of the API. */
  readonly isResource: boolean;
  /** Inside the `apiVersion`, `kind` or `metadata` of one. */
  readonly isMetadata: boolean;
}

const RESOURCE_FIELDS = ['apiVersion', 'kind', 'metadata'];

/**
 * The defaults of a structural schema must be values that it accepts. Defaults for metadata are held to their schema
 * only, not to what metadata is.
 */
export function validateDefaults(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  visit(schema, { isResource: true, isMetadata: false }, path, errors);
}

function visit(schema: JSONSchemaProps, place: Place, path: FieldPath, errors: FieldError[]): void {
  validateDefault(schema, place, path, errors);
  const items = itemsOf(schema);
  if (items) visit(items, placeOf(items, place.isMetadata), path.child('items'), errors);
  for (const [name, property] of propertiesOf(schema)) {
    const isMetadata = place.isMetadata || (place.isResource && RESOURCE_FIELDS.includes(name));
    visit(property, placeOf(property, isMetadata), path.child('properties').key(name), errors);
  }
}

function placeOf(schema: JSONSchemaProps, isMetadata: boolean): Place {
  const isResource = schema['x-kubernetes-embedded-resource'] ?? false;
  return { isResource, isMetadata: isMetadata && !isResource };
}

function validateDefault(
  schema: JSONSchemaProps,
  { isResource, isMetadata }: Place,
  path: FieldPath,
  errors: FieldError[],
): void {
  const value = schema.default;
  if (value === undefined || value === null) return;
  const own = path.child('default');
  if (!isMetadata && pruned(value, schema, isResource) !== value)
    errors.push(invalidValue(own, sortedDeep(value), 'must not have unknown fields'));
  validateDefaultValue(value, schema, own, errors);
}
