import { additionalOf, itemsOf, propertyOf } from '../custom-resource/schema-parts';
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  invalidWithoutValue,
  required,
} from '../field-error';
import { FieldPath, pathUnder } from '../field-path';
import { equal, memoize } from '../frozen';
import type { JSONSchemaProps } from '../generated/apiextensions-v1';
import { isObject } from '../record';
import { CelCostError } from './evaluation';
import { typedValue } from './json-values';
import { type CelProgram, PER_CALL_LIMIT } from './program';
import { messageOf } from './rule-message';
import { rulesOf, rulesOfRoot, type SchemaRule, type SchemaRules } from './schema-rules';
import type { CelType } from './types';
import { CelFailure, CelOptional, type CelResult } from './values';

/** What all rules together may cost for one object. */
const BUDGET = 10_000_000;

const OUT_OF_BUDGET =
  'validation failed due to running out of cost budget, no further validation rules will be run';

/**
 * What the rules in a schema of custom resources (`x-kubernetes-validations`) say about an object.
 *
 * @param old the object as it was; undefined for a new one. Rules about changes need it, and what was wrong before in a
 * part that did not change is only warned of
 * @param path leads to the object; undefined for one of its own
 * @param warn gets the errors of parts that did not change
 */
export function validateSchemaRules(
  schema: JSONSchemaProps,
  value: unknown,
  old: unknown,
  path: FieldPath | undefined,
  warn: (error: FieldError) => void = () => {},
): FieldError[] {
  if (!hasRules(schema)) return [];
  const walk = new RuleWalk(warn);
  const change: Change = { value, old, isKnown: old !== undefined, parent: undefined };
  try {
    walk.visit(schema, rulesOfRoot(schema), value, old, path, change);
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
  }
  return walk.errors;
}

/** Whether there are any rules in a schema or its parts. Alternatives cannot have any. */
export const hasRules: (schema: JSONSchemaProps) => boolean = memoize((schema: JSONSchemaProps): boolean => {
  if (schema['x-kubernetes-validations']?.length) return true;
  const parts = Object.values(schema.properties ?? {});
  for (const part of [itemsOf(schema), additionalOf(schema)]) if (part) parts.push(part);
  return parts.some((part) => hasRules(part));
});

/** No more rules are looked at. */
class BudgetError extends Error {
  override readonly name = 'BudgetError';
}

/** A value and what it was before, if that can be told; and the same of what it lies in. */
interface Change {
  readonly value: unknown;
  readonly old: unknown;
  readonly isKnown: boolean;
  readonly parent: Change | undefined;
}

/** Whether the value, or what it lies in, is as it was. */
function isUnchanged(change: Change | undefined): boolean {
  if (!change) return false;
  if (change.isKnown) return equal(change.value, change.old);
  return isUnchanged(change.parent);
}

class RuleWalk {
  readonly errors: FieldError[] = [];
  private budget = BUDGET;

  constructor(private readonly warn: (error: FieldError) => void) {}

  visit(
    schema: JSONSchemaProps,
    own: SchemaRules,
    value: unknown,
    old: unknown,
    path: FieldPath | undefined,
    change: Change,
  ): void {
    if (value === null || value === undefined || !hasRules(schema)) return;
    const before = old ?? undefined;
    this.check(schema, own, value, before, path, change);
    if (Array.isArray(value)) this.visitItems(schema, value, before, path, change);
    else if (isObject(value)) this.visitFields(schema, value, before, path, change);
  }

  private visitItems(
    schema: JSONSchemaProps,
    value: readonly unknown[],
    old: unknown,
    path: FieldPath | undefined,
    parent: Change,
  ): void {
    const items = itemsOf(schema);
    if (!items || !hasRules(items)) return;
    const counterpart = counterpartsIn(schema, Array.isArray(old) ? old : []);
    for (const [index, item] of value.entries()) {
      const before = counterpart(item);
      const isKnown = before !== undefined;
      this.visit(items, rulesOf(items), item, before, (path ?? FieldPath.of('')).index(index), {
        value: item,
        old: before,
        isKnown,
        parent,
      });
    }
  }

  private visitFields(
    schema: JSONSchemaProps,
    value: { readonly [key: string]: unknown },
    old: unknown,
    path: FieldPath | undefined,
    parent: Change,
  ): void {
    const before = isObject(old) ? old : {};
    const additional = additionalOf(schema);
    for (const [key, own] of Object.entries(value)) {
      const property = propertyOf(schema, key);
      const part = property ?? additional;
      if (!part) continue;
      const place = property ? pathUnder(path, key) : (path ?? FieldPath.of('')).key(key);
      const isKnown = isObject(old) && Object.hasOwn(before, key);
      const change = { value: own, old: before[key], isKnown, parent };
      this.visit(part, rulesOf(part), own, before[key], place, change);
    }
  }

  private check(
    schema: JSONSchemaProps,
    { type, rules }: SchemaRules,
    value: unknown,
    old: unknown,
    path: FieldPath | undefined,
    change: Change,
  ): void {
    if (rules.length === 0 || !type) return;
    const place = path ?? FieldPath.of('<nil>');
    if (this.budget <= 0) throw this.stop(invalidValue(place, schema.type ?? '', OUT_OF_BUDGET));
    for (const one of rules) {
      if (one.problem !== undefined) {
        this.errors.push(invalidValue(place, schema.type ?? '', `rule compile error: ${one.problem}`));
        continue;
      }
      if (!one.program || (one.usesOldSelf && old === undefined && !one.rule.optionalOldSelf)) continue;
      this.evaluate(one, one.program, { schema, type, value, old, path, place }, change);
    }
  }

  private evaluate(rule: SchemaRule, program: CelProgram, subject: Subject, change: Change): void {
    const { schema, place } = subject;
    const type = schema.type ?? '';
    const result = this.run(rule, program, subject);
    if (result === true) return;
    if (result instanceof CelFailure) {
      this.errors.push(invalidValue(place, type, failureText(result, rule)));
      return;
    }
    const at = failedPath(subject, rule);
    const report = (error: FieldError) => {
      if (!rule.usesOldSelf && isUnchanged(change)) this.warn(error);
      else this.errors.push(error);
    };
    const told = messageOf(
      rule,
      variablesOf({ ...rule, rule: { ...rule.rule, optionalOldSelf: false } }, subject),
      this.budget,
    );
    this.budget -= told.cost;
    if (told.stops !== undefined) {
      report(invalidValue(at, type, told.stops));
      throw new BudgetError();
    }
    report(failedRule(rule, at, subject, told.text));
  }

  private run(rule: SchemaRule, program: CelProgram, subject: Subject): CelResult {
    const { schema, place } = subject;
    try {
      const { result, cost } = program.evaluate(variablesOf(rule, subject), PER_CALL_LIMIT);
      if (cost > this.budget) throw this.stop(invalidValue(place, schema.type ?? '', OUT_OF_BUDGET));
      this.budget -= cost;
      return result;
    } catch (error) {
      if (!(error instanceof CelCostError)) throw error;
      throw this.stop(
        invalidValue(
          place,
          schema.type ?? '',
          `'${error.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${ruleText(rule)}`,
        ),
      );
    }
  }

  private stop(error: FieldError): BudgetError {
    this.errors.push(error);
    return new BudgetError();
  }
}

/** What a rule is evaluated about. */
interface Subject {
  readonly schema: JSONSchemaProps;
  readonly type: CelType;
  readonly value: unknown;
  readonly old: unknown;
  readonly path: FieldPath | undefined;
  /** As errors print it. */
  readonly place: FieldPath;
}

function variablesOf({ rule }: SchemaRule, { type, value, old }: Subject): (name: string) => CelResult {
  return (name) => {
    if (name === 'self') return typedValue(value, type);
    if (old === undefined) return rule.optionalOldSelf ? CelOptional.NONE : UNKNOWN;
    const before = typedValue(old, type);
    return rule.optionalOldSelf ? new CelOptional(before) : before;
  };
}

const UNKNOWN = new CelFailure('no such attribute(s): oldSelf');

/** Items of a list that is a map have counterparts: those with the same keys. */
function counterpartsIn(schema: JSONSchemaProps, old: readonly unknown[]): (item: unknown) => unknown {
  const { 'x-kubernetes-list-type': type, 'x-kubernetes-list-map-keys': keys = [] } = schema;
  if (type !== 'map') return () => undefined;
  const keyOf = (item: unknown) => isObject(item) && JSON.stringify(keys.map((key) => item[key] ?? null));
  const known = new Map(old.map((item) => [keyOf(item), item]));
  return (item) => known.get(keyOf(item));
}

const ruleText = ({ rule }: SchemaRule) => (rule.message || rule.rule).trim();

function failureText({ message }: CelFailure, rule: SchemaRule): string {
  return message.startsWith('no such overload')
    ? `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${ruleText(rule)}`
    : `${message} evaluating rule: ${ruleText(rule)}`;
}

function failedPath({ path, place }: Subject, { fieldPath }: SchemaRule): FieldPath {
  return fieldPath === undefined ? place : pathUnder(path, fieldPath);
}

function failedRule(rule: SchemaRule, at: FieldPath, { schema, value }: Subject, told?: string): FieldError {
  const detail = told ?? (rule.rule.message ? rule.rule.message.trim() : `failed rule: ${ruleText(rule)}`);
  const isHidden = schema.type === 'object' || schema.type === 'array';
  switch (rule.rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenField(at, detail);
    case 'FieldValueRequired':
      return required(at, detail);
    case 'FieldValueDuplicate':
      return isHidden
        ? { reason: 'FieldValueDuplicate', field: String(at), message: 'Duplicate value' }
        : duplicate(at, value);
    default:
      return isHidden ? invalidWithoutValue(at, detail) : invalidValue(at, value, detail);
  }
}
