import { printDuration, printTimestamp } from './library/time-values';
import {
  CelDuration,
  CelList,
  CelMap,
  CelTimestamp,
  CelUint,
  type CelValue,
  StructValue,
  typeNameOf,
} from './values';

/** A value cannot be written as JSON, or is not of the type that its place has. */
export class CelJsonError extends Error {
  override readonly name = 'CelJsonError';
}

/** What an expression made, as JSON. @throws CelJsonError */
export function jsonOf(value: CelValue): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof CelUint) return Number(value.value);
  if (value instanceof CelTimestamp) return printTimestamp(value);
  if (value instanceof CelDuration) return printDuration(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof CelList) return [...value].map(jsonOf);
  if (!(value instanceof CelMap)) throw new CelJsonError(`${typeNameOf(value)} is no value of an object`);
  const entries = [...value.keys()].map((key) => [nameOf(key), jsonOf(value.get(key)!)] as const);
  return Object.fromEntries(entries);
}

function nameOf(key: CelValue): string {
  if (typeof key === 'string') return key;
  throw new CelJsonError(`map key "${String(key)}" is of type ${typeNameOf(key)}, not string`);
}

/** Objects inside of others have types with the names of their fields: `Object.spec` in `spec`. @throws CelJsonError */
export function checkTypeNames(value: CelValue): void {
  if (!(value instanceof StructValue)) return;
  const problems = wrongNames(value, value.typeName);
  if (problems.length > 0) throw new CelJsonError(problems.join('\n'));
}

function wrongNames(value: CelValue, expected: string): readonly string[] {
  if (value instanceof CelList) return [...value].flatMap((one) => wrongNames(one, expected));
  if (!(value instanceof CelMap)) return [];
  const isStruct = value instanceof StructValue;
  const own =
    isStruct && value.typeName !== expected
      ? [
          `unexpected type name "${value.typeName}", expected "${expected}", which matches field name path from root Object type`,
        ]
      : [];
  const inner = [...value.keys()].flatMap((key) =>
    wrongNames(value.get(key)!, isStruct ? `${expected}.${String(key)}` : expected),
  );
  return [...own, ...inner];
}
