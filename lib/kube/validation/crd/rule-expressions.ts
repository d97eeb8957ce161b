import { rulesOf, rulesOfRoot, type SchemaRule } from '../../cel/schema-rules';
import { additionalOf, itemsOf, propertiesOf } from '../../custom-resource/schema-parts';
import { type FieldError, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';
import { goStruct } from '../../go-struct';

const INTERNAL_RULE = 'apiextensions.ValidationRule';

/** What is wrong with the expressions in a schema whose structure is right. */
export function validateRuleExpressions(
  schema: JSONSchemaProps,
  path: FieldPath,
  errors: FieldError[],
): void {
  visit(schema, true, path, undefined, errors);
}

/** @param uncorrelated leads to the list whose elements have no counterpart in the object as it was */
function visit(
  schema: JSONSchemaProps,
  isRoot: boolean,
  path: FieldPath,
  uncorrelated: FieldPath | undefined,
  errors: FieldError[],
): void {
  const additional = additionalOf(schema);
  if (additional) visit(additional, false, path.child('additionalProperties'), uncorrelated, errors);
  for (const [name, property] of propertiesOf(schema))
    visit(property, false, path.child('properties').key(name), uncorrelated, errors);
  const items = itemsOf(schema);
  const isMap = schema['x-kubernetes-list-type'] === 'map';
  if (items) visit(items, false, path.child('items'), uncorrelated ?? (isMap ? undefined : path), errors);
  const { rules } = isRoot ? rulesOfRoot(schema) : rulesOf(schema);
  for (const [index, rule] of rules.entries())
    checkRule(rule, path.child('x-kubernetes-validations').index(index), uncorrelated, errors);
}

function checkRule(
  { rule, problem, messageProblem, usesOldSelf }: SchemaRule,
  path: FieldPath,
  uncorrelated: FieldPath | undefined,
  errors: FieldError[],
): void {
  const refuse = (field: string, value: unknown, detail: string) =>
    errors.push(invalidValue(path.child(field), value, detail));
  if (problem !== undefined) refuse('rule', goStruct(INTERNAL_RULE, rule), problem);
  if (messageProblem !== undefined)
    refuse('messageExpression', goStruct(INTERNAL_RULE, rule), messageProblem);
  if (usesOldSelf && uncorrelated)
    refuse(
      'rule',
      rule.rule,
      `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`,
    );
  if (!usesOldSelf && rule.optionalOldSelf !== undefined)
    refuse('optionalOldSelf', rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule');
}
