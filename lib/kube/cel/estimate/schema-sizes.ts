import { additionalOf, itemsOf } from '../../custom-resource/schema-parts';
import { memoize } from '../../frozen';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';
import { escapeName } from '../types';
import type { SizeRange } from './size-range';
import type { ValuePath } from './value-path';

/** What a schema says about the sizes of its values. */
export interface ValueSizes {
  /** The fewest bytes that a value has in JSON. */
  readonly leastBytes: number;
  /** The most characters, bytes, items or properties; 0 for what is no text, list or map. */
  readonly most: number;
  /** Of an object, by the names that expressions use. */
  readonly fields?: ReadonlyMap<string, ValueSizes>;
  /** Of a map. */
  readonly keys?: ValueSizes;
  /** The items of a list, or the values of a map. */
  readonly elements?: ValueSizes;
}

/** The largest request that Kubernetes reckons with, in bytes. */
const REQUEST = 3 * 1024 * 1024;
const BRACKETS = 2;

/** Sizes of values of a schema; undefined for those that expressions do not see. */
export const sizesOf = memoize((schema: JSONSchemaProps) =>
  sizes(schema, schema['x-kubernetes-embedded-resource'] === true),
);

/** The same for a schema of whole objects. */
export const sizesOfRoot = memoize((schema: JSONSchemaProps) => sizes(schema, true));

/** How often a value may be met in a request if nothing limits the lists and maps that it lies in. */
export function mostOften({ leastBytes }: ValueSizes): bigint {
  return BigInt(Math.floor(REQUEST / (leastBytes + 1)));
}

/** The size of what lies at the path, which begins with a variable of these sizes. */
export function sizeAt(sizesOfRoot: ValueSizes, path: ValuePath): SizeRange | undefined {
  let found: ValueSizes | undefined = path.length > 0 ? sizesOfRoot : undefined;
  for (let index = 1; found && index < path.length; index++) found = part(found, path.at(index));
  return found && { least: 0n, most: BigInt(found.most) };
}

function part({ elements, keys, fields }: ValueSizes, name: string): ValueSizes | undefined {
  if (name === '@items' || name === '@values') return elements;
  return name === '@keys' ? keys : fields?.get(name);
}

const notNegative = (limit: number) => Math.max(limit, 0);

function sizes(schema: JSONSchemaProps, isRoot: boolean): ValueSizes | undefined {
  if (schema['x-kubernetes-int-or-string']) return { leastBytes: 1, most: lengthOf(schema) };
  switch (isRoot ? 'object' : schema.type) {
    case 'array':
      return sizesOfList(schema);
    case 'object': {
      const additional = additionalOf(schema);
      return additional
        ? sizesOfMap(schema, additional)
        : sizesOfObject(isRoot ? withObjectFields(schema) : schema);
    }
    case 'string':
      return sizesOfText(schema);
    case 'boolean':
      return { leastBytes: 4, most: 0 };
    case 'integer':
    case 'number':
      return ONE_DIGIT;
    default:
      return undefined;
  }
}

const ONE_DIGIT: ValueSizes = { leastBytes: 1, most: 0 };

function sizesOfList(schema: JSONSchemaProps): ValueSizes | undefined {
  const items = itemsOf(schema);
  const elements = items && sizesOf(items);
  if (!elements) return undefined;
  const { maxItems } = schema;
  const fitting = () => Math.floor((REQUEST - BRACKETS) / (elements.leastBytes + 1));
  return {
    leastBytes: BRACKETS,
    most: maxItems === undefined ? fitting() : notNegative(maxItems),
    elements,
  };
}

/** Two bytes of a key in quotes, a colon and a comma. */
const AROUND_VALUE = 6;
const KEYS: ValueSizes = { leastBytes: 2, most: 0 };

function sizesOfMap(schema: JSONSchemaProps, additional: JSONSchemaProps): ValueSizes | undefined {
  const elements = sizesOf(additional);
  if (!elements) return undefined;
  const { maxProperties } = schema;
  const fitting = () => Math.floor((REQUEST - BRACKETS) / (elements.leastBytes + AROUND_VALUE));
  return {
    leastBytes: BRACKETS,
    most: maxProperties === undefined ? fitting() : notNegative(maxProperties),
    keys: KEYS,
    elements,
  };
}

/** Quotes of the name, a colon and a comma. */
const AROUND_NAME = 4;

function sizesOfObject({ properties = {}, required = [] }: JSONSchemaProps): ValueSizes {
  const fields = new Map<string, ValueSizes>();
  let leastBytes = BRACKETS;
  for (const [name, property] of Object.entries(properties)) {
    const own = sizesOf(property);
    if (!own) continue;
    const escaped = escapeName(name);
    if (escaped !== undefined) fields.set(escaped, own);
    const mustBeSent = required.includes(name) && (property.default ?? undefined) === undefined;
    if (mustBeSent) leastBytes += Buffer.byteLength(name) + own.leastBytes + AROUND_NAME;
  }
  return { leastBytes, most: 0, fields };
}

const TEXT: JSONSchemaProps = { type: 'string' };
const METADATA: JSONSchemaProps = { type: 'object', properties: { name: TEXT, generateName: TEXT } };

/** Of the fields that every object has, the schema only counts if it declares all of them. */
function withObjectFields(schema: JSONSchemaProps): JSONSchemaProps {
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  const { name, generateName } = metadata?.properties ?? {};
  const isDeclared = [kind, apiVersion, name, generateName].every((field) => field?.type === 'string');
  if (isDeclared && metadata?.type === 'object') return schema;
  return {
    ...schema,
    properties: { ...schema.properties, kind: TEXT, apiVersion: TEXT, metadata: METADATA },
  };
}

/** Of texts whose format limits them, the fewest bytes and the most characters. */
const FORMATS: { readonly [format: string]: ValueSizes } = {
  duration: { leastBytes: 3, most: 32 },
  date: { leastBytes: 12, most: 12 },
  'date-time': { leastBytes: 21, most: 32 },
};
const QUOTES = 2;

function sizesOfText(schema: JSONSchemaProps): ValueSizes {
  const { format = '', maxLength } = schema;
  if (Object.hasOwn(FORMATS, format)) return FORMATS[format]!;
  const isBytes = format === 'byte' && maxLength !== undefined;
  return { leastBytes: QUOTES, most: isBytes ? notNegative(maxLength) : lengthOf(schema) };
}

/** A character may have four bytes. */
const BYTES_OF_CHARACTER = 4;

function lengthOf(schema: JSONSchemaProps): number {
  const { maxLength, type, format, enum: values = [] } = schema;
  if (maxLength !== undefined) return notNegative(maxLength) * BYTES_OF_CHARACTER;
  const isLimited = type === 'string' && format !== 'byte' && !schema['x-kubernetes-int-or-string'];
  if (!isLimited || values.length === 0) return REQUEST - QUOTES;
  return Math.max(0, ...values.map((value) => (typeof value === 'string' ? Buffer.byteLength(value) : 0)));
}
