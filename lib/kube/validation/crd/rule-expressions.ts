import { mostOften, sizesOf, sizesOfRoot, type ValueSizes } from '../../cel/estimate/schema-sizes';
import { times } from '../../cel/estimate/size-range';
import { rulesOf, rulesOfRoot, type SchemaRule } from '../../cel/schema-rules';
import { additionalOf, itemsOf, propertiesOf } from '../../custom-resource/schema-parts';
import { type FieldError, forbiddenField, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';
import { goStruct } from '../../go-struct';
import { type Cardinality, cardinalityInside, expressionCostProblem, TotalCost } from './rule-costs';

const INTERNAL_RULE = 'apiextensions.ValidationRule';

/**
 * What is wrong with the expressions in a schema whose structure is right.
 * @param isUnchanged the schema was accepted before: single expressions may cost what they cost
 */
export function validateRuleExpressions(
  schema: JSONSchemaProps,
  isUnchanged: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  const visit = new ExpressionVisit(isUnchanged, errors);
  visit.visit(schema, { path, isRoot: true, cardinality: 1n, uncorrelated: undefined });
  visit.total.report(path, errors);
}

/** Where in the whole schema a schema is. */
interface Place {
  readonly path: FieldPath;
  readonly isRoot: boolean;
  /** How often there may be values of it. */
  readonly cardinality: Cardinality;
  /** Leads to the list whose elements have no counterpart in the object as it was. */
  readonly uncorrelated: FieldPath | undefined;
}

class ExpressionVisit {
  readonly total = new TotalCost();

  constructor(
    private readonly isUnchanged: boolean,
    private readonly errors: FieldError[],
  ) {}

  visit(schema: JSONSchemaProps, place: Place): void {
    const { path, uncorrelated, isRoot } = place;
    const inner = { uncorrelated, isRoot: false, cardinality: cardinalityInside(schema, place.cardinality) };
    const additional = additionalOf(schema);
    if (additional) this.visit(additional, { ...inner, path: path.child('additionalProperties') });
    for (const [name, property] of propertiesOf(schema))
      this.visit(property, { ...inner, path: path.child('properties').key(name) });
    const items = itemsOf(schema);
    const isMap = schema['x-kubernetes-list-type'] === 'map';
    const uncorrelatedItems = uncorrelated ?? (isMap ? undefined : path);
    if (items) this.visit(items, { ...inner, uncorrelated: uncorrelatedItems, path: path.child('items') });
    const { rules } = isRoot ? rulesOfRoot(schema) : rulesOf(schema);
    const sizes = rules.length > 0 ? (isRoot ? sizesOfRoot : sizesOf)(schema) : undefined;
    for (const [index, rule] of rules.entries())
      this.checkRule(rule, sizes!, { ...place, path: path.child('x-kubernetes-validations').index(index) });
  }

  private checkRule(rule: SchemaRule, sizes: ValueSizes, { path, cardinality, uncorrelated }: Place): void {
    const { program, problem, message, messageProblem, usesOldSelf } = rule;
    const refuse = (field: string, value: unknown, detail: string) =>
      this.errors.push(invalidValue(path.child(field), value, detail));
    if (program) {
      const cost = times(program.mostCost(sizes), cardinality ?? mostOften(sizes));
      this.spend('rule', cost, path);
    }
    if (problem !== undefined) refuse('rule', goStruct(INTERNAL_RULE, rule.rule), problem);
    if (messageProblem !== undefined)
      refuse('messageExpression', goStruct(INTERNAL_RULE, rule.rule), messageProblem);
    if (message) this.spend('messageExpression', message.mostCost(sizes), path);
    if (usesOldSelf && uncorrelated)
      refuse(
        'rule',
        rule.rule.rule,
        `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`,
      );
    if (!usesOldSelf && rule.rule.optionalOldSelf !== undefined)
      refuse('optionalOldSelf', rule.rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule');
  }

  private spend(field: 'rule' | 'messageExpression', cost: bigint, path: FieldPath): void {
    const own = path.child(field);
    const problem = this.isUnchanged ? undefined : expressionCostProblem(field, cost);
    if (problem !== undefined) this.errors.push(forbiddenField(own, problem));
    this.total.add(own, cost);
  }
}
