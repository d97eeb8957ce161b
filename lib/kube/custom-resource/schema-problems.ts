import {
  type FieldError,
  invalidValue,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from '../field-error';
import type { FieldPath } from '../field-path';
import { goQuote } from '../go-format';
import { pathOf, type SchemaProblem } from './schema-result';
import { sortedDeep } from './sorted-deep';

/** The problems that a schema can have with a value, in Kubernetes' words. `name` is where the value is. */

function problem(
  message: string,
  name: string,
  fieldError: (path: FieldPath, message: string) => FieldError,
): SchemaProblem {
  return { message, fieldError: (root) => fieldError(pathOf(root, name), message) };
}

const shown = (value: unknown) => (value === null || value === undefined ? '' : sortedDeep(value));

/** The value is of another type; `found` is that type, or the text that is not of the format `expected`. */
export function wrongType(name: string, expected: string, found: string): SchemaProblem {
  const message = `${name} in body must be of type ${expected}: ${goQuote(found)}`;
  return problem(message, name, (path) => typeInvalid(path, found, message));
}

export function missing(name: string): SchemaProblem {
  return problem(`${name} in body is required`, name, (path) => required(path));
}

export function notInEnum(name: string, value: unknown, values: readonly unknown[]): SchemaProblem {
  const texts = values.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  return problem(`${name} in body should be one of [${texts.join(' ')}]`, name, (path) =>
    notSupported(path, value === null ? null : sortedDeep(value), texts),
  );
}

export function longText(name: string, limit: number): SchemaProblem {
  return problem(`${name} in body should be at most ${limit} chars long`, name, (path) =>
    tooLong(path, limit),
  );
}

export function tooManyItems(name: string, count: number, limit: number): SchemaProblem {
  return problem(`${name} in body should have at most ${limit} items`, name, (path) =>
    tooMany(path, count, limit),
  );
}

export function tooManyProperties(name: string, count: number, limit: number): SchemaProblem {
  return problem(`${name} in body should have at most ${limit} properties`, name, (path) =>
    tooMany(path, count, limit),
  );
}

/** Whatever is said with the value: `${name} in body ${rule}`. */
export function breaksRule(name: string, value: unknown, rule: string): SchemaProblem {
  return problem(`${name} in body ${rule}`, name, (path, message) =>
    invalidValue(path, shown(value), message),
  );
}

/** The same for a number that is printed in a way of its own. */
export function numberBreaksRule(name: string, printed: string, rule: string): SchemaProblem {
  return problem(`${name} in body ${rule}`, name, (path, message) => ({
    reason: 'FieldValueInvalid',
    field: String(path),
    message: `Invalid value: ${printed}: ${message}`,
  }));
}

/** Whatever is said with the value, in words of its own. */
export function wrongValue(name: string, value: unknown, message: string): SchemaProblem {
  return problem(message, name, (path) => invalidValue(path, shown(value), message));
}

/** Whatever is said of the whole value that is looked at. */
export function wrongAltogether(message: string): SchemaProblem {
  return problem(message, '', (path) => invalidValue(path, '', message));
}
