/**
 * A value of the Common Expression Language. `int` is a bigint, `double` a number; the other types of numbers, and what
 * JSON does not know, have classes.
 */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | CelUint
  | CelTimestamp
  | CelDuration
  | CelList
  | CelMap
  | CelOptional
  | CelTypeValue
  | CelOpaque;

/** What evaluation comes to. A failure is a value until something depends on it: `false && failure` is false. */
export type CelResult = CelValue | CelFailure;

export class CelFailure {
  constructor(readonly message: string) {}
}

export const NO_SUCH_OVERLOAD = new CelFailure('no such overload');

export class CelUint {
  constructor(readonly value: bigint) {}
}

/** A moment, in nanoseconds since 1970. */
export class CelTimestamp {
  constructor(readonly nanoseconds: bigint) {}
}

export class CelDuration {
  constructor(readonly nanoseconds: bigint) {}
}

export abstract class CelList {
  abstract readonly size: number;
  /** @param index within the list */
  abstract at(index: number): CelValue;

  *[Symbol.iterator](): Iterator<CelValue> {
    for (let index = 0; index < this.size; index++) yield this.at(index);
  }

  /** `this == other`. */
  equals(other: CelList): boolean {
    if (this.size !== other.size) return false;
    for (let index = 0; index < this.size; index++)
      if (!celEqual(this.at(index), other.at(index))) return false;
    return true;
  }

  /** `this + other`. */
  plus(other: CelList): CelList {
    return new ArrayList([...this, ...other]);
  }
}

/** A list of values that are there. */
export class ArrayList extends CelList {
  constructor(private readonly values: CelValue[]) {
    super();
  }

  /** Grows the list itself: only for one that is being built. */
  push(value: CelValue): this {
    this.values.push(value);
    return this;
  }

  get size(): number {
    return this.values.length;
  }

  at(index: number): CelValue {
    return this.values[index]!;
  }
}

/** A map, or an object with declared fields, which behaves like one but is not iterated over. */
export abstract class CelMap {
  /** `map`, or the name of the object's type. */
  abstract readonly typeName: string;
  abstract readonly size: number;
  abstract get(key: CelValue): CelValue | undefined;
  abstract keys(): Iterable<CelValue>;
}

/** A map that an expression made. */
export class EntryMap extends CelMap {
  readonly typeName = 'map';
  private readonly entries = new Map<string | number | bigint | boolean, readonly [CelValue, CelValue]>();

  /** Of a key that is there twice, the last value counts. */
  static of(pairs: Iterable<readonly [CelValue, CelValue]>): EntryMap {
    const map = new EntryMap();
    for (const [key, value] of pairs) map.set(key, value);
    return map;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: CelValue): CelValue | undefined {
    const index = indexOfKey(key);
    return index === undefined ? undefined : this.entries.get(index)?.[1];
  }

  *keys(): Iterable<CelValue> {
    for (const [key] of this.entries.values()) yield key;
  }

  with(key: CelValue, value: CelValue): EntryMap {
    const map = new EntryMap();
    for (const [index, entry] of this.entries) map.entries.set(index, entry);
    map.set(key, value);
    return map;
  }

  private set(key: CelValue, value: CelValue): void {
    const index = indexOfKey(key);
    if (index !== undefined) this.entries.set(index, [key, value]);
  }
}

/** Numbers that are equal are the same key, whatever their type. */
function indexOfKey(key: CelValue): string | bigint | boolean | undefined {
  if (typeof key === 'string') return `"${key}`;
  if (typeof key === 'bigint' || typeof key === 'boolean') return key;
  if (key instanceof CelUint) return key.value;
  return typeof key === 'number' && Number.isInteger(key) ? BigInt(key) : undefined;
}

/** An object with a type of its own that an expression made, such as a part of an apply configuration. */
export class StructValue extends CelMap {
  constructor(
    readonly typeName: string,
    readonly fields: ReadonlyMap<string, CelValue>,
  ) {
    super();
  }

  get size(): number {
    return this.fields.size;
  }

  get(key: CelValue): CelValue | undefined {
    return this.fields.get(key as string);
  }

  keys(): Iterable<CelValue> {
    return this.fields.keys();
  }
}

export class CelOptional {
  static readonly NONE = new CelOptional(undefined);

  constructor(readonly value: CelValue | undefined) {}
}

/** A type as a value: `type(1)`. */
export class CelTypeValue {
  constructor(readonly typeName: string) {}
}

/** A value of a library's own type, such as a quantity. */
export abstract class CelOpaque {
  abstract readonly typeName: string;
  abstract equals(other: CelOpaque): boolean;
}

/** The name of a value's type, as `type(...)` and errors give it. */
export function typeNameOf(value: CelValue): string {
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
  }
  if (value === null) return 'null_type';
  if (value instanceof CelMap || value instanceof CelOpaque) return value.typeName;
  for (const [type, name] of TYPE_NAMES) if (value instanceof type) return name;
  throw new TypeError('not a value of an expression');
}

const TYPE_NAMES: readonly (readonly [abstract new (...args: never[]) => object, string])[] = [
  [CelList, 'list'],
  [CelUint, 'uint'],
  [CelTimestamp, 'google.protobuf.Timestamp'],
  [CelDuration, 'google.protobuf.Duration'],
  [Uint8Array, 'bytes'],
  [CelOptional, 'optional_type'],
  [CelTypeValue, 'type'],
];

const isNumeric = (value: CelValue): value is bigint | number | CelUint =>
  typeof value === 'bigint' || typeof value === 'number' || value instanceof CelUint;

const numberOf = (value: bigint | number | CelUint): bigint | number =>
  value instanceof CelUint ? value.value : value;

/** `a == b`: numbers are compared across their types, other types differ. */
export function celEqual(a: CelValue, b: CelValue): boolean {
  if (isNumeric(a)) {
    // Loosely: a double and an int are compared as what they are.
    // biome-ignore lint/suspicious/noDoubleEquals: bigint and number are never strictly equal
    return isNumeric(b) && numberOf(a) == numberOf(b);
  }
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  if (a instanceof CelList) return b instanceof CelList && a.equals(b);
  if (a instanceof CelMap) return b instanceof CelMap && equalMaps(a, b);
  if (a instanceof CelTimestamp) return b instanceof CelTimestamp && a.nanoseconds === b.nanoseconds;
  if (a instanceof CelDuration) return b instanceof CelDuration && a.nanoseconds === b.nanoseconds;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (a instanceof CelOptional) return b instanceof CelOptional && equalOptionals(a, b);
  if (a instanceof CelTypeValue) return b instanceof CelTypeValue && a.typeName === b.typeName;
  return a instanceof CelOpaque && b instanceof CelOpaque && a.typeName === b.typeName && a.equals(b);
}

function equalMaps(a: CelMap, b: CelMap): boolean {
  if (a.size !== b.size) return false;
  for (const key of a.keys()) {
    const other = b.get(key);
    if (other === undefined || !celEqual(a.get(key)!, other)) return false;
  }
  return true;
}

function equalOptionals(a: CelOptional, b: CelOptional): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return celEqual(a.value, b.value);
}

/** The order of two values; a failure if there is none. */
export function celCompare(a: CelValue, b: CelValue): number | CelFailure {
  if (isNumeric(a)) {
    if (!isNumeric(b)) return NO_SUCH_OVERLOAD;
    const [x, y] = [numberOf(a), numberOf(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return new CelFailure('NaN values cannot be ordered');
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (typeof a === 'string') return typeof b === 'string' ? compareText(a, b) : NO_SUCH_OVERLOAD;
  if (typeof a === 'boolean') return typeof b === 'boolean' ? Number(a) - Number(b) : NO_SUCH_OVERLOAD;
  if (a instanceof Uint8Array) return b instanceof Uint8Array ? Buffer.compare(a, b) : NO_SUCH_OVERLOAD;
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return celCompare(a.nanoseconds, b.nanoseconds);
  if (a instanceof CelDuration && b instanceof CelDuration) return celCompare(a.nanoseconds, b.nanoseconds);
  return NO_SUCH_OVERLOAD;
}

/** Go compares the bytes of strings. */
function compareText(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** As the cost of expressions counts it: characters, bytes, elements; 1 for what has no size. */
export function sizeOf(value: CelValue): number | undefined {
  if (typeof value === 'string') return characters(value);
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof CelList || value instanceof CelMap) return value.size;
  return undefined;
}

/** How many code points a text has. */
export function characters(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++)
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00)
      count--;
  return count;
}
