import type { FieldError } from '../field-error';
import type { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { JSONSchemaProps } from '../generated/apiextensions-v1';
import { goQuote, isWholeNumber } from '../go-format';
import { goRegExpMatches } from '../go-regexp';
import { isObject, type JsonObject } from '../record';
import { isKnownFormat, isTextFormat, matchesFormat } from './formats';
import { checkNumber } from './numbers';
import { additionalOf, itemsOf, propertiesOf } from './schema-parts';
import {
  breaksRule,
  longText,
  missing,
  notInEnum,
  tooManyItems,
  tooManyProperties,
  wrongAltogether,
  wrongType,
  wrongValue,
} from './schema-problems';
import { SchemaResult } from './schema-result';

/**
 * What the schema of a custom resource says about a value, as kube-openapi's validator says it. Rules in CEL are not
 * looked into, and what is said about lists that are sets or maps is no part of this.
 *
 * @param path leads to the value; undefined for a whole object
 */
export function validateValue(
  value: unknown,
  schema: JSONSchemaProps,
  path: FieldPath | undefined,
  errors: FieldError[],
): void {
  for (const problem of STRICT.check(value, schema, '').problems) errors.push(problem.fieldError(path));
}

/** The same for a default: Kubernetes does not hold it to `x-kubernetes-int-or-string`. */
export function validateDefaultValue(
  value: unknown,
  schema: JSONSchemaProps,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const problem of OF_DEFAULTS.check(value, schema, '').problems) errors.push(problem.fieldError(path));
}

type Schema = JSONSchemaProps;

const INT_OR_STRING = ['integer', 'string'];

function typesOf(schema: Schema): readonly string[] {
  return schema['x-kubernetes-int-or-string'] ? INT_OR_STRING : statedTypesOf(schema);
}

function statedTypesOf({ type }: Schema): readonly string[] {
  return type ? [type] : [];
}

/** Formats that mean nothing for the schema's type are ignored. */
function formatOf(schema: Schema): string {
  return schema.format && isKnownFormat(schema) ? schema.format : '';
}

/** The type of a JSON value, and the format that Go gives to numbers. */
function typeOf(value: unknown): readonly [type: string, format: string] {
  if (typeof value === 'number') return isWholeNumber(value) ? ['integer', 'int64'] : ['number', 'float64'];
  if (Array.isArray(value)) return ['array', ''];
  return typeof value === 'object' ? ['object', ''] : [typeof value, ''];
}

function checkType(value: unknown, types: readonly string[], format: string, name: string): SchemaResult {
  const result = new SchemaResult();
  const [type, ownFormat] = typeOf(value);
  const isText = type === 'string' || type === 'array';
  const fits = types.includes(type) || (type === 'integer' && types.includes('number'));
  const isNumeric = types.includes('number') || types.includes('integer');
  if (!isText && format !== '' && !fits && ownFormat !== format)
    result.add(wrongType(name, format, ownFormat));
  else if (!(isText && format !== '' && !isNumeric) && !fits)
    result.add(wrongType(name, types.join(','), type));
  else result.matches++;
  return result;
}

interface Comparison {
  /** The first that fits, or the one that fits best. */
  readonly best: SchemaResult | undefined;
  readonly valid: number;
}

function checkText(value: string, schema: Schema, name: string, result: SchemaResult): void {
  const { maxLength, minLength, pattern } = schema;
  const format = formatOf(schema);
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) result.add(longText(name, maxLength));
  else if (minLength !== undefined && length < minLength)
    result.add(breaksRule(name, value, `should be at least ${minLength} chars long`));
  else if (pattern) checkPattern(value, pattern, name, result);
  result.matches++;
  if (!isTextFormat(format)) return;
  if (!matchesFormat(format, value)) result.add(wrongType(name, format, value));
  result.matches++;
}

function checkPattern(value: string, pattern: string, name: string, result: SchemaResult): void {
  const isMatching = goRegExpMatches(pattern, value);
  if (isMatching) return;
  // Kubernetes would try for minutes.
  const why = isMatching === undefined ? ', which is too expensive for a text of this length' : '';
  result.add(breaksRule(name, value, `should match '${pattern}'${why}`));
}

function checkEnum(value: unknown, schema: Schema, name: string, result: SchemaResult): void {
  const { enum: values } = schema;
  if (!values?.length || (value !== null && values.some((each) => isSame(each, value)))) return;
  result.add(notInEnum(name, value, values));
}

/** Go compares after a conversion: a fraction is cut off, a whole number may be a character's code. */
function isSame(allowed: unknown, value: unknown): boolean {
  if (equal(allowed, value)) return true;
  if (typeof value !== 'number') return false;
  if (typeof allowed === 'number') return isWholeNumber(allowed) && Math.trunc(value) === allowed;
  return typeof allowed === 'string' && isWholeNumber(value) && allowed === goCharacter(value);
}

function goCharacter(code: number): string {
  const isCharacter = code >= 0 && code <= LAST_CHARACTER && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}

const LAST_CHARACTER = 0x10ffff;

/** The types that a schema allows; none for any. */
type TypesOf = (schema: Schema) => readonly string[];

/** One way to look at values: it knows which types a schema allows. */
class SchemaCheck {
  constructor(private readonly typesOf: TypesOf) {}

  check(value: unknown, schema: Schema, name: string): SchemaResult {
    const result = new SchemaResult();
    const types = this.typesOf(schema);
    if (value === null) {
      if (types.length > 0 && !types.includes('null') && !schema.nullable)
        result.add(wrongType(name, types.join(','), 'null'));
      else result.matches++;
      checkEnum(value, schema, name, result);
      return result;
    }
    const format = formatOf(schema);
    if (types.length > 0 || format !== '') {
      result.merge(checkType(value, types, format, name));
      result.matches++;
    }
    result.merge(this.checkAlternatives(value, schema, name));
    result.matches++;
    if (typeof value === 'string') checkText(value, schema, name, result);
    if (typeof value === 'number') result.merge(checkNumber(value, schema, name));
    if (Array.isArray(value)) this.checkItems(value, schema, name, result);
    checkEnum(value, schema, name, result);
    result.matches++;
    if (isObject(value)) this.checkObject(value, schema, name, result);
    result.matches++;
    return result;
  }

  private checkAlternatives(value: unknown, schema: Schema, name: string): SchemaResult {
    const result = new SchemaResult();
    const quoted = goQuote(name);
    if (schema.anyOf?.length) {
      const { best, valid } = this.compare(value, schema.anyOf, name, true);
      if (valid === 0) result.add(wrongAltogether(`${quoted} must validate at least one schema (anyOf)`));
      result.merge(best);
    }
    if (schema.oneOf?.length) {
      const { best, valid } = this.compare(value, schema.oneOf, name, false);
      const count = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
      if (valid !== 1)
        result.add(wrongAltogether(`${quoted} must validate one and only one schema (oneOf). ${count}`));
      if (valid < 2) result.merge(best);
    }
    if (schema.allOf?.length) {
      const results = schema.allOf.map((each) => this.check(value, each, name));
      for (const each of results) result.merge(each);
      const valid = results.filter((each) => each.isValid).length;
      const none = valid === 0 ? '. None validated' : '';
      if (valid < results.length)
        result.add(wrongAltogether(`${quoted} must validate all the schemas (allOf)${none}`));
    }
    if (schema.not && this.check(value, schema.not, name).isValid)
      result.add(wrongAltogether(`${quoted} must not validate the schema (not)`));
    result.matches++;
    return result;
  }

  private compare(
    value: unknown,
    schemas: readonly Schema[],
    name: string,
    firstIsEnough: boolean,
  ): Comparison {
    let best: SchemaResult | undefined;
    let valid = 0;
    for (const schema of schemas) {
      const result = this.check(value, schema, name);
      if (result.isValid) {
        if (valid++ === 0) best = result;
        if (firstIsEnough) break;
      } else if (valid === 0 && (!best || result.matches > best.matches)) best = result;
    }
    return { best, valid };
  }

  private checkItems(value: readonly unknown[], schema: Schema, name: string, result: SchemaResult): void {
    const { minItems, maxItems } = schema;
    const items = itemsOf(schema);
    if (items)
      value.forEach((element, index) => {
        result.merge(this.check(element, items, `${name}[${index}]`));
      });
    const count = value.length;
    if (minItems !== undefined && count < minItems)
      result.add(breaksRule(name, count, `should have at least ${minItems} items`));
    if (maxItems !== undefined && count > maxItems) result.add(tooManyItems(name, count, maxItems));
    if (
      schema.uniqueItems &&
      value.some((element, index) => value.slice(0, index).some((other) => equal(other, element)))
    )
      result.add(breaksRule(name, undefined, "shouldn't contain duplicates"));
    result.matches += 2;
  }

  private checkObject(value: JsonObject, schema: Schema, name: string, result: SchemaResult): void {
    const { minProperties, maxProperties, required = [] } = schema;
    const count = Object.keys(value).length;
    if (minProperties !== undefined && count < minProperties)
      result.add(breaksRule(name, count, `should have at least ${minProperties} properties`));
    if (maxProperties !== undefined && count > maxProperties)
      result.add(tooManyProperties(name, count, maxProperties));
    this.checkAdditional(value, schema, name, result);
    for (const [key, property] of propertiesOf(schema))
      if (Object.hasOwn(value, key))
        result.merge(this.check(value[key], property, name === '' ? key : `${name}.${key}`));
    for (const key of required) if (!Object.hasOwn(value, key)) result.add(missing(`${name}.${key}`));
    result.matches++;
  }

  private checkAdditional(value: JsonObject, schema: Schema, name: string, result: SchemaResult): void {
    const additional = additionalOf(schema);
    if (schema.additionalProperties !== false && !additional) return;
    for (const key of Object.keys(value)) {
      if (schema.properties && Object.hasOwn(schema.properties, key)) continue;
      const own = `${name}.${key}`;
      if (additional) result.merge(this.check(value[key], additional, own));
      else result.add(wrongValue(name, key, `${own} in body is a forbidden property`));
    }
  }
}

const STRICT = new SchemaCheck(typesOf);
const OF_DEFAULTS = new SchemaCheck(statedTypesOf);
