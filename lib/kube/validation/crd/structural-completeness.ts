import { itemsOf, propertiesOf, propertyOf } from '../../custom-resource/schema-parts';
import { type FieldError, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';

/** Every field that `allOf`, `anyOf`, `oneOf` or `not` speaks of must be stated outside of them. */
export function validateCompleteness(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  visitAlternatives(schema, schema, path, path, errors);
}

/** `at` is where `stated` stands; `path`, where the schema stands that speaks of it. */
function visitAlternatives(
  schema: JSONSchemaProps,
  stated: JSONSchemaProps,
  at: FieldPath,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (schema.not) visit(schema.not, stated, at, path.child('not'), errors);
  for (const field of ['allOf', 'anyOf', 'oneOf'] as const)
    schema[field]?.forEach((inner, index) => {
      visit(inner, stated, at, path.child(field).index(index), errors);
    });
}

function visit(
  schema: JSONSchemaProps,
  stated: JSONSchemaProps | undefined,
  at: FieldPath,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!stated) {
    errors.push(required(at, `because it is defined in ${path}`));
    return;
  }
  visitAlternatives(schema, stated, at, path, errors);
  const items = itemsOf(schema);
  if (items) visit(items, itemsOf(stated), at.child('items'), path.child('items'), errors);
  for (const [name, property] of propertiesOf(schema))
    visit(
      property,
      propertyOf(stated, name),
      at.child('properties').key(name),
      path.child('properties').key(name),
      errors,
    );
}
