import { type FieldError, invalidValue, notSupported, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { JSONSchemaProps, ValidationRule } from '../../generated/apiextensions-v1';
import { goTyped } from '../../go-format';
import { findField } from './schema-field-path';
import { unsupportedReason } from './unsupported-fields';

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const NOT_EMPTY = 'must be non-empty if specified';
const NO_LINE_BREAKS = 'must not contain line breaks';

/** What is said about the rules of `x-kubernetes-validations`. The expressions themselves are not looked into. */
export function validateRules(schema: JSONSchemaProps, path: FieldPath, errors: FieldError[]): void {
  const own = path.child('x-kubernetes-validations');
  schema['x-kubernetes-validations']?.forEach((rule, index) => {
    validateTexts(rule, own.index(index), errors);
    if (rule.reason !== undefined && !REASONS.includes(rule.reason))
      errors.push(notSupported(own.index(index).child('reason'), goTyped(rule.reason), REASONS));
    validateFieldPath(rule, schema, own.index(index).child('fieldPath'), errors);
  });
}

const isBlank = (text: string) => text.trim() === '';
const hasLineBreaks = (text: string) => /[\n\r]/.test(text);

function validateTexts(
  { rule = '', message = '', messageExpression = '' }: ValidationRule,
  path: FieldPath,
  errors: FieldError[],
): void {
  const own = path.child('message');
  if (isBlank(rule)) errors.push(required(path.child('rule'), 'rule is not specified'));
  else if (message !== '' && isBlank(message)) errors.push(invalidValue(own, message, NOT_EMPTY));
  else if (hasLineBreaks(message.trim())) errors.push(invalidValue(own, message, NO_LINE_BREAKS));
  else if (hasLineBreaks(rule.trim()) && isBlank(message))
    errors.push(required(own, 'message must be specified if rule contains line breaks'));
  if (messageExpression !== '' && isBlank(messageExpression))
    errors.push(
      required(path.child('messageExpression'), 'messageExpression must be non-empty if specified'),
    );
}

function validateFieldPath(
  { fieldPath = '' }: ValidationRule,
  schema: JSONSchemaProps,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (fieldPath === '') return;
  if (isBlank(fieldPath)) errors.push(invalidValue(path, fieldPath, NOT_EMPTY));
  if (hasLineBreaks(fieldPath)) errors.push(invalidValue(path, fieldPath, NO_LINE_BREAKS));
  if (unsupportedReason(schema) === undefined && typeof findField(fieldPath, schema, true) === 'string')
    errors.push(invalidValue(path, fieldPath, 'must be a valid path'));
}
