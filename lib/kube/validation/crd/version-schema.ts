import { type FieldError, forbiddenField, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { CustomResourceValidation, JSONSchemaProps } from '../../generated/apiextensions-v1';
import { goFieldsIn, goStruct } from '../../go-struct';
import { validateRuleExpressions } from './rule-expressions';
import { validateDefaults } from './schema-defaults';
import { validateSchema } from './schema-rules';
import { validateStructural } from './structural-schema';
import { unsupportedReason } from './unsupported-fields';

const INTERNAL_SCHEMA = 'apiextensions.JSONSchemaProps';

/** What the root of a schema may state beside a status subresource, by Go's names of the fields. */
const ALLOWED_AT_ROOT = [
  'Description',
  'Type',
  'Format',
  'Title',
  'Maximum',
  'ExclusiveMaximum',
  'Minimum',
  'ExclusiveMinimum',
  'MaxLength',
  'MinLength',
  'Pattern',
  'MaxItems',
  'MinItems',
  'UniqueItems',
  'MultipleOf',
  'Required',
  'Items',
  'Properties',
  'ExternalDocs',
  'Example',
  'XPreserveUnknownFields',
  'XValidations',
];

/**
 * The schema of one version, or of all of them. `path` leads to the field that holds it.
 * @param isUnchanged it was accepted before
 */
export function validateVersionSchema(
  holder: CustomResourceValidation | undefined,
  hasStatus: boolean,
  isUnchanged: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  const schema = holder?.openAPIV3Schema;
  if (!schema) return;
  const own = path.child('openAPIV3Schema');
  const before = errors.length;
  if (hasStatus) validateRootFields(schema, path, errors);
  if (schema.nullable)
    errors.push(
      forbiddenField(path.child('openAPIV3Schema.nullable'), 'nullable cannot be true at the root'),
    );
  const reason = unsupportedReason(schema);
  if (!reason) validateStructure(schema, own, errors);
  validateSchema(schema, own, errors);
  if (errors.length === before && !reason) validateRuleExpressions(schema, isUnchanged, own, errors);
  if (reason && errors.length === before) errors.push(invalidValue(own, '', reason));
}

/** Defaults can only be looked at where the structure is right. */
function validateStructure(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  const before = errors.length;
  validateStructural(schema, path, errors);
  if (errors.length === before) validateDefaults(schema, path, errors);
}

function validateRootFields(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  const given = goFieldsIn(INTERNAL_SCHEMA, schema);
  const wrong = given.find((field) =>
    field === 'Type' ? schema.type !== 'object' : !ALLOWED_AT_ROOT.includes(field),
  );
  if (wrong === 'Type')
    errors.push(
      invalidValue(
        path.child('openAPIV3Schema.type'),
        schema.type,
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled',
      ),
    );
  else if (wrong)
    errors.push(
      invalidValue(
        path.child('openAPIV3Schema'),
        goStruct(INTERNAL_SCHEMA, schema),
        `only [${ALLOWED_AT_ROOT.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`,
      ),
    );
}
