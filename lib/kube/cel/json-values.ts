import { isObject, type JsonObject } from '../record';
import { associated } from './associative-lists';
import { readDuration, readTimestamp } from './library/time-values';
import { type CelType, DYN, type StructType } from './types';
import { CelList, CelMap, type CelValue } from './values';

/** A value of an object of which no schema is known: whole numbers are ints. */
export function dynamicValue(json: unknown): CelValue {
  switch (typeof json) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return json;
    case 'number':
      return Number.isInteger(json) ? BigInt(json) : json;
    case 'object':
      if (json === null) return null;
      return Array.isArray(json) ? new JsonList(json, DYN) : new JsonMap(json as JsonObject, DYN);
    default:
      throw new TypeError(`${typeof json} is no value of an object`);
  }
}

/** A value of an object whose type is known, which decides how numbers and texts are understood. */
export function typedValue(json: unknown, type: CelType): CelValue {
  switch (type.kind) {
    case 'double':
      return Number(json);
    case 'list':
      return Array.isArray(json)
        ? associated(new JsonList(json, type.element), type.association)
        : dynamicValue(json);
    case 'map':
      return isObject(json) ? new JsonMap(json, type.value) : dynamicValue(json);
    case 'struct':
      return isObject(json) ? new JsonStruct(json, type) : dynamicValue(json);
    case 'timestamp':
      return typeof json === 'string' ? (timeOf(json) ?? json) : dynamicValue(json);
    case 'duration':
      return typeof json === 'string' ? (readDuration(json) ?? json) : dynamicValue(json);
    case 'bytes':
      return typeof json === 'string' ? Buffer.from(json, 'base64') : dynamicValue(json);
    default:
      return dynamicValue(json);
  }
}

/** Dates have no time of day. */
function timeOf(text: string) {
  return readTimestamp(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
}

class JsonList extends CelList {
  constructor(
    readonly json: readonly unknown[],
    private readonly element: CelType,
  ) {
    super();
  }

  get size(): number {
    return this.json.length;
  }

  at(index: number): CelValue {
    return typedValue(this.json[index], this.element);
  }
}

class JsonMap extends CelMap {
  readonly typeName = 'map';
  private keysKnown: readonly string[] | undefined;

  constructor(
    readonly json: JsonObject,
    private readonly value: CelType,
  ) {
    super();
  }

  get size(): number {
    return this.known().length;
  }

  get(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.json, key)) return undefined;
    const value = this.json[key];
    return value === undefined ? undefined : typedValue(value, this.value);
  }

  /** In their order: Go would choose a new one each time. */
  keys(): Iterable<CelValue> {
    return this.known();
  }

  private known(): readonly string[] {
    this.keysKnown ??= Object.keys(this.json).filter((key) => this.json[key] !== undefined);
    return this.keysKnown;
  }
}

class JsonStruct extends CelMap {
  constructor(
    readonly json: JsonObject,
    private readonly type: StructType,
  ) {
    super();
  }

  get typeName(): string {
    return this.type.name;
  }

  get size(): number {
    return [...this.keys()].length;
  }

  get(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.json, key)) return undefined;
    const value = this.json[key];
    if (value === undefined) return undefined;
    const type = this.type.property(key);
    return type ? typedValue(value, type) : undefined;
  }

  *keys(): Iterable<CelValue> {
    for (const key of Object.keys(this.json)) if (this.get(key) !== undefined) yield key;
  }
}
