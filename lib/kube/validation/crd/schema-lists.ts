import { itemsOf, propertyOf } from '../../custom-resource/schema-parts';
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';
import { goStruct } from '../../go-struct';

/** What server-side apply needs to know of a list: whether it is a set, or a map by some fields of its elements. */

const LIST_TYPE = 'x-kubernetes-list-type';
const MAP_TYPE = 'x-kubernetes-map-type';
const MAP_KEYS = 'x-kubernetes-list-map-keys';
const LIST_TYPES = ['atomic', 'set', 'map'];
const OF_A_SET = 'must be atomic as item of a list with x-kubernetes-list-type=set';

export function validateListType(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  const listType = schema[LIST_TYPE];
  if (listType !== undefined) {
    const isList = validateTypeForExtension(schema, 'array', LIST_TYPE, path, errors);
    if (isList && listType === 'set') validateElementsOfSet(schema, path, errors);
    if (!LIST_TYPES.includes(listType))
      errors.push(notSupported(path.child(LIST_TYPE), listType, LIST_TYPES));
  }
  validateKeysBelongToMap(schema, path, errors);
  if (listType === 'map') validateMapOfElements(schema, path, errors);
  if (listType === 'set' || listType === 'map') validateNoNulls(schema, listType, path, errors);
}

/** The elements of a set are compared as a whole. */
function validateElementsOfSet(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  const items = itemsOf(schema);
  const listType = items?.[LIST_TYPE];
  const own = path.child('items');
  if (items?.type === 'array' && listType !== undefined && listType !== 'atomic')
    errors.push(invalidValue(own.child(LIST_TYPE), listType, OF_A_SET));
  // Kubernetes shows the type of the list, even of what is none.
  if (items?.type === 'object' && items[MAP_TYPE] !== 'atomic')
    errors.push(invalidValue(own.child(MAP_TYPE), listType, OF_A_SET));
}

function validateKeysBelongToMap(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  const listType = schema[LIST_TYPE];
  if (!schema[MAP_KEYS]?.length || listType === 'map') return;
  const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
  const own = path.child(LIST_TYPE);
  errors.push(listType === undefined ? required(own, detail) : invalidValue(own, listType, detail));
}

function validateMapOfElements(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  const own = path.child('items');
  const items = itemsOf(schema);
  if (!schema[MAP_KEYS]?.length)
    errors.push(required(path.child(MAP_KEYS), 'must not be empty if x-kubernetes-list-type is map'));
  if (schema.items === undefined)
    errors.push(required(own, 'must have a schema if x-kubernetes-list-type is map'));
  else if (!items)
    errors.push(
      invalidValue(
        own,
        goStruct('apiextensions.JSONSchemaPropsOrArray', schema.items),
        'must only have a single schema if x-kubernetes-list-type is map',
      ),
    );
  else if (items.type !== 'object')
    errors.push(
      invalidValue(
        own.child('type'),
        items.type ?? '',
        "must be object if parent array's x-kubernetes-list-type is map",
      ),
    );
  else validateKeys(schema[MAP_KEYS] ?? [], items, path, errors);
}

function validateKeys(
  keys: readonly string[],
  items: JSONSchemaProps,
  path: FieldPath,
  errors: FieldError[],
): void {
  keys.forEach((key, index) => {
    const property = propertyOf(items, key);
    if (property?.type === 'array' || property?.type === 'object')
      errors.push(
        invalidValue(
          path.child('items').child('properties').key(key).child('type'),
          items.type,
          "must be a scalar type if parent array's x-kubernetes-list-type is map",
        ),
      );
    else if (!property)
      errors.push(invalidValue(path.child(MAP_KEYS), keys, 'entries must all be names of item properties'));
    if (keys.indexOf(key) < index)
      errors.push(invalidValue(path.child(MAP_KEYS), keys, 'must not contain duplicate entries'));
  });
}

function validateNoNulls(
  schema: JSONSchemaProps,
  listType: 'set' | 'map',
  path: FieldPath,
  errors: FieldError[],
): void {
  const items = itemsOf(schema);
  if (!items) return;
  if (items.nullable)
    errors.push(
      forbiddenField(
        path.child('items').child('nullable'),
        `cannot be nullable when x-kubernetes-list-type is ${listType}`,
      ),
    );
  if (listType === 'set') return;
  for (const key of schema[MAP_KEYS] ?? []) validateKeyIsSet(items, key, path, errors);
}

function validateKeyIsSet(items: JSONSchemaProps, key: string, path: FieldPath, errors: FieldError[]): void {
  const property = propertyOf(items, key);
  if (!property) return;
  const own = path.child('items').child('properties').key(key);
  if (!items.required?.includes(key) && property.default === undefined)
    errors.push(
      required(
        own.child('default'),
        'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
      ),
    );
  if (property.nullable)
    errors.push(
      forbiddenField(
        own.child('nullable'),
        'this property is in x-kubernetes-list-map-keys, so it cannot be nullable',
      ),
    );
}

/** Whether the schema has the only type that an extension makes sense for. */
export function validateTypeForExtension(
  { type = '' }: JSONSchemaProps,
  expected: string,
  extension: string,
  path: FieldPath,
  errors: FieldError[],
): boolean {
  if (type === expected) return true;
  const detail = `must be ${expected} if ${extension} is specified`;
  const own = path.child('type');
  errors.push(type === '' ? required(own, detail) : invalidValue(own, type, detail));
  return false;
}
