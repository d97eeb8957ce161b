import { duplicate, type FieldError, invalidValue, required, tooMany } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type {
  CustomResourceColumnDefinition,
  CustomResourceSubresourceScale,
  CustomResourceSubresources,
  JSONSchemaProps,
  SelectableField,
} from '../../generated/apiextensions-v1';
import { goTyped } from '../../go-format';
import { findField } from './schema-field-path';

/** What a version has besides its schema: subresources, columns of tables, fields for field selectors. */

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const SELECTABLE_TYPES = ['string', 'boolean', 'integer'];
const MAX_SELECTABLE_FIELDS = 8;

export function validateSubresources(
  subresources: CustomResourceSubresources | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (subresources?.scale) validateScale(subresources.scale, path, errors);
}

function validateScale(
  { specReplicasPath = '', statusReplicasPath = '', labelSelectorPath = '' }: CustomResourceSubresourceScale,
  path: FieldPath,
  errors: FieldError[],
): void {
  const spec = path.child('scale.specReplicasPath');
  if (specReplicasPath === '') errors.push(required(spec));
  else validatePathUnder(specReplicasPath, ['.spec.'], 'under .spec', spec, errors);
  const status = path.child('scale.statusReplicasPath');
  if (statusReplicasPath === '') errors.push(required(status));
  else validatePathUnder(statusReplicasPath, ['.status.'], 'under .status', status, errors);
  const selector = path.child('scale.labelSelectorPath');
  if (labelSelectorPath !== '')
    validatePathUnder(
      labelSelectorPath,
      ['.spec.', '.status.'],
      'under either .spec or .status',
      selector,
      errors,
    );
}

function validatePathUnder(
  value: string,
  prefixes: readonly string[],
  place: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!validateSimplePath(value, path, errors)) return;
  if (!prefixes.some((prefix) => value.startsWith(prefix)))
    errors.push(invalidValue(path, goTyped(value), `should be a json path ${place}`));
}

/** Whether it begins as a JSON path; more is not looked at. */
function validateSimplePath(value: string, path: FieldPath, errors: FieldError[]): boolean {
  if (value.startsWith('.')) return true;
  errors.push(invalidValue(path, value, 'must be a simple json path starting with .'));
  return false;
}

export function validateColumns(
  columns: readonly CustomResourceColumnDefinition[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  columns?.forEach((column, index) => {
    validateColumn(column, path.index(index), errors);
  });
}

function validateColumn(
  { name = '', type = '', format = '', jsonPath = '' }: CustomResourceColumnDefinition,
  path: FieldPath,
  errors: FieldError[],
): void {
  const oneOf = (choices: readonly string[]) => `must be one of ${choices.join(',')}`;
  if (name === '') errors.push(required(path.child('name')));
  if (type === '') errors.push(required(path.child('type'), oneOf(COLUMN_TYPES)));
  else if (!COLUMN_TYPES.includes(type))
    errors.push(invalidValue(path.child('type'), type, oneOf(COLUMN_TYPES)));
  if (format !== '' && !COLUMN_FORMATS.includes(format))
    errors.push(invalidValue(path.child('format'), format, oneOf(COLUMN_FORMATS)));
  const own = path.child('JSONPath');
  if (jsonPath === '') errors.push(required(own));
  else validateSimplePath(jsonPath, own, errors);
}

export function validateSelectableFields(
  fields: readonly SelectableField[],
  schema: JSONSchemaProps,
  path: FieldPath,
  errors: FieldError[],
): void {
  const known = new Set<string>();
  fields.forEach(({ jsonPath = '' }, index) => {
    const own = path.index(index).child('jsonPath');
    const found = jsonPath === '' ? undefined : findField(jsonPath, schema, false);
    if (found === undefined) errors.push(required(own));
    else if (typeof found === 'string')
      errors.push(invalidValue(own, jsonPath, `is an invalid path: ${found}`));
    else {
      if (found.firstName === 'metadata')
        errors.push(invalidValue(own, jsonPath, 'must not point to fields in metadata'));
      if (!SELECTABLE_TYPES.includes(found.schema?.type ?? ''))
        errors.push(invalidValue(own, jsonPath, NOT_SELECTABLE));
      if (known.has(String(found.path))) errors.push(duplicate(own, jsonPath));
      known.add(String(found.path));
    }
  });
  if (known.size > MAX_SELECTABLE_FIELDS) errors.push(tooMany(path, known.size, MAX_SELECTABLE_FIELDS));
}

const NOT_SELECTABLE =
  'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
