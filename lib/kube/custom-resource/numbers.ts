import type { JSONSchemaProps } from '../generated/apiextensions-v1';
import { goFloat, isWholeNumber } from '../go-format';
import { numberBreaksRule, wrongAltogether, wrongValue } from './schema-problems';
import { SchemaResult } from './schema-result';

const PAST_INT64 = 2 ** 63;

/** What a schema says about a number. Whole numbers are compared as whole numbers, as Go does. */
export function checkNumber(value: number, schema: JSONSchemaProps, name: string): SchemaResult {
  const result = new SchemaResult();
  checkRange(value, schema, 'Checked', name, result);
  checkMultiple(value, schema, name, result);
  checkBound(value, schema, 'minimum', name, result);
  checkBound(value, schema, 'maximum', name, result);
  result.matches += 2;
  return result;
}

const RANGES: { readonly [format: string]: readonly [low: number, high: number] } = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-PAST_INT64, PAST_INT64],
  float: [-3.4028234663852886e38, 3.4028234663852886e38],
};

/** Whether a number fits into the schema's type and format; if not, so says an error. */
function checkRange(
  value: number,
  { type = '', format = '' }: JSONSchemaProps,
  what: string,
  name: string,
  result: SchemaResult,
): boolean {
  const known = type === 'integer' ? /^int(32|64)$/.test(format) : /^(float|double)$/.test(format);
  const isKnown = (type === 'integer' || type === 'number') && known;
  const range = RANGES[isKnown ? format : type === 'integer' ? 'int64' : ''];
  const isWhole = type !== 'integer' || isWholeNumber(value);
  if (isWhole && (!range || (value >= range[0] && value <= range[1]))) return true;
  const kind = isKnown ? `with format ${format}` : '(default format)';
  result.add(wrongAltogether(`${what} value must be of type ${type} ${kind} in ${name}`));
  return false;
}

function checkMultiple(value: number, schema: JSONSchemaProps, name: string, result: SchemaResult): void {
  const { multipleOf } = schema;
  if (multipleOf === undefined) return;
  const isPossible = checkRange(multipleOf, schema, 'MultipleOf', name, result);
  const isWhole = isPossible && isWholeNumber(value);
  const factor = isWhole ? Math.trunc(multipleOf) : multipleOf;
  if (factor <= 0) {
    result.add(
      wrongValue(
        name,
        factor,
        `factor MultipleOf declared for ${name} must be positive: ${printed(factor, isWhole)}`,
      ),
    );
    return;
  }
  const quotient = factor < 1 ? (1 / factor) * value : value / factor;
  const isMultiple = isWhole ? value % factor === 0 : isNearlyWhole(quotient);
  if (isMultiple) return;
  const rule = `should be a multiple of ${printed(factor, isWhole)}`;
  result.add(numberBreaksRule(name, printed(value, isWhole), rule));
}

const EPSILON = 1e-9;

/** As Go's swag decides. */
function isNearlyWhole(value: number): boolean {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 53) return false;
  const whole = Math.round(value);
  return whole === value || Math.abs(value - whole) < EPSILON * Math.max(1, Math.abs(whole));
}

function checkBound(
  value: number,
  schema: JSONSchemaProps,
  bound: 'minimum' | 'maximum',
  name: string,
  result: SchemaResult,
): void {
  const given = schema[bound];
  if (given === undefined) return;
  const isMinimum = bound === 'minimum';
  const isExclusive = isMinimum ? schema.exclusiveMinimum : schema.exclusiveMaximum;
  const fits = checkRange(given, schema, isMinimum ? 'Minimum boundary' : 'Maximum boundary', name, result);
  const isWhole = fits && isWholeNumber(value);
  const limit = isWhole ? Math.trunc(given) : given;
  const distance = isMinimum ? value - limit : limit - value;
  if (distance > 0 || (distance === 0 && !isExclusive)) return;
  const comparison = isMinimum ? 'greater than' : 'less than';
  const orEqual = isExclusive ? '' : ' or equal to';
  const rule = `should be ${comparison}${orEqual} ${printed(limit, isWhole)}`;
  result.add(numberBreaksRule(name, printed(value, isWhole), rule));
}

function printed(value: number, isWhole: boolean): string {
  return isWhole ? String(value) : goFloat(value);
}
