import { parseJson } from '../json';
import { parseApiVersion } from '../object';
import { setMember } from '../record';
import { type Schema, schemaNamed, schemaOf } from '../schema';
import { type MessagePlan, planOf } from './message-plan';
import { BYTES, FIXED64, ProtobufError, VARINT, WireReader } from './wire-reader';

/** Every document begins with these bytes. */
const PREFIX = Buffer.from('k8s\0');
/** No message may be nested deeper. */
const MAX_DEPTH = 1_000;

type Members = Record<string, unknown>;

/**
 * Reads a document in Kubernetes' protocol buffers: a built-in object in an envelope that names its kind. Returns what the
 * same object would be as parsed JSON, before decoding. Fields that are not known are left out, as in Go.
 * @throws ProtobufError in the words of Go's decoder
 */
export function decodeProtobuf(bytes: Buffer): object {
  if (!bytes.subarray(0, PREFIX.length).equals(PREFIX))
    throw new ProtobufError(
      `provided data does not appear to be a protobuf message, expected prefix [${[...PREFIX].join(' ')}]`,
    );
  if (bytes.length === PREFIX.length) throw new ProtobufError('empty body');
  const { apiVersion = '', kind = '', raw } = envelopeIn(bytes.subarray(PREFIX.length));
  const head = { ...(apiVersion && { apiVersion }), ...(kind && { kind }) };
  const actual = { ...parseApiVersion(apiVersion), kind };
  const schema = schemaOf(actual);
  if (!schema) return head;
  try {
    return { ...head, ...messageIn(raw, planOf(schema), 1) };
  } catch (error) {
    throw new ProtobufError((error as Error).message, actual);
  }
}

interface Envelope {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly raw: Buffer;
}

function envelopeIn(bytes: Buffer): Envelope {
  const parts = partsOf(bytes);
  const type = partsOf(parts.get(1) ?? EMPTY);
  return {
    apiVersion: type.get(1)?.toString(),
    kind: type.get(2)?.toString(),
    raw: parts.get(2) ?? EMPTY,
  };
}

const EMPTY = Buffer.alloc(0);

/** The delimited fields of a message by their numbers; of a repeated one the last. */
function partsOf(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const parts = new Map<number, Buffer>();
  const reader = new WireReader(bytes);
  while (reader.next())
    if (reader.wireType === BYTES) parts.set(reader.number, reader.delimited());
    else reader.skip();
  return parts;
}

function messageIn(bytes: Buffer, plan: MessagePlan, depth: number, target: Members = {}): Members {
  if (depth > MAX_DEPTH) throw new ProtobufError('exceeded max depth');
  const reader = new WireReader(bytes);
  while (reader.next()) {
    const field = plan.get(reader.number);
    if (!field) reader.skip();
    else if (field.name === undefined) messageIn(partIn(reader), field.embedded, depth + 1, target);
    else if (field.schema.type === 'array') addElements(target, field.name, field.schema, reader, depth);
    else if (field.schema.type === 'map') addEntry(target, field.name, field.schema, reader, depth);
    else target[field.name] = valueIn(reader, field.schema, depth);
  }
  return target;
}

function addElements(
  target: Members,
  name: string,
  { items }: Schema,
  reader: WireReader,
  depth: number,
): void {
  target[name] ??= [];
  const list = target[name] as unknown[];
  const isPacked = reader.wireType === BYTES && (items!.type === 'integer' || items!.type === 'boolean');
  if (!isPacked) {
    list.push(valueIn(reader, items!, depth));
    return;
  }
  const packed = new WireReader(reader.delimited());
  while (!packed.isAtEnd) list.push(items!.type === 'boolean' ? packed.varint() !== 0 : packed.varint());
}

/** An entry of a map is a message of its own: the key is its first field, the value its second. */
function addEntry(target: Members, name: string, { items }: Schema, reader: WireReader, depth: number): void {
  target[name] ??= {};
  const map = target[name] as Members;
  const entry = new WireReader(partIn(reader));
  let key = '';
  let value: unknown;
  while (entry.next())
    if (entry.number === 1) key = partIn(entry).toString();
    else if (entry.number === 2) value = mapValueIn(entry, items!, depth);
    else entry.skip();
  setMember(map, key, value ?? emptyOf(items!));
}

/** A list in a map lies in a message of its own, as its first field. */
function mapValueIn(entry: WireReader, schema: Schema, depth: number): unknown {
  if (schema.type !== 'array') return valueIn(entry, schema, depth);
  const list: unknown[] = [];
  const reader = new WireReader(partIn(entry));
  while (reader.next())
    if (reader.number === 1) list.push(valueIn(reader, schema.items!, depth));
    else reader.skip();
  return list;
}

function emptyOf({ type }: Schema): unknown {
  switch (type) {
    case 'string':
    case 'bytes':
      return '';
    case 'array':
      return [];
    case 'integer':
    case 'number':
    case 'quantity':
      return 0;
    case 'boolean':
      return false;
    default:
      return {};
  }
}

function valueIn(reader: WireReader, schema: Schema, depth: number): unknown {
  switch (schema.type) {
    case 'string':
      return partIn(reader).toString();
    case 'bytes':
      return partIn(reader).toString('base64');
    case 'integer':
      return numberIn(reader);
    case 'boolean':
      return numberIn(reader) !== 0;
    case 'number':
      if (reader.wireType !== FIXED64) throw wrongWireType(reader);
      return reader.double();
    case 'quantity':
      return partsOf(partIn(reader)).get(1)?.toString() ?? '';
    case 'intOrString':
      return intOrStringIn(partIn(reader));
    case 'time':
    case 'microTime':
      return timeIn(partIn(reader), schema.type);
    case 'any':
      return anyIn(partIn(reader), schema.goType, depth);
    default:
      return messageIn(partIn(reader), planOf(schema), depth + 1);
  }
}

function partIn(reader: WireReader): Buffer {
  if (reader.wireType !== BYTES) throw wrongWireType(reader);
  return reader.delimited();
}

function numberIn(reader: WireReader): number {
  if (reader.wireType !== VARINT) throw wrongWireType(reader);
  return reader.varint();
}

function wrongWireType({ wireType, number }: WireReader): ProtobufError {
  return new ProtobufError(`proto: wrong wireType = ${wireType} for field ${number}`);
}

/** The numbers of a message by the numbers of its fields. */
function numbersIn(bytes: Buffer): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const reader = new WireReader(bytes);
  while (reader.next())
    if (reader.wireType === VARINT) found.set(reader.number, reader.varint());
    else reader.skip();
  return found;
}

/** Field 1 says which of the two it is. */
function intOrStringIn(bytes: Buffer): number | string {
  const values = numbersIn(bytes);
  return values.get(1) ? (partsOf(bytes).get(3)?.toString() ?? '') : (values.get(2) ?? 0);
}

const LATEST = 253_402_300_799;

/** Seconds and nanoseconds since the Unix epoch; nothing at all is no time. */
function timeIn(bytes: Buffer, type: 'time' | 'microTime'): string | null {
  if (bytes.length === 0) return null;
  const values = numbersIn(bytes);
  const seconds = values.get(1) ?? 0;
  if (Math.abs(seconds) > LATEST) throw new ProtobufError('time is out of range');
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (type === 'time') return `${text}Z`;
  const micros = Math.floor((values.get(2) ?? 0) / 1000);
  return `${text}.${String(micros).padStart(6, '0')}Z`;
}

/** Values of any form: JSON in a message, or one of the alternatives that schemas of custom resources have. */
function anyIn(bytes: Buffer, goType: string, depth: number): unknown {
  const first = alternativesOf(bytes);
  const properties = (part: Buffer) => messageIn(part, planOf(schemaNamed(PROPERTIES)), depth + 1);
  switch (goType) {
    case 'JSONSchemaPropsOrBool': {
      const schema = first.get(2)?.[0];
      return schema ? properties(schema) : numbersIn(bytes).get(1) === 1;
    }
    case 'JSONSchemaPropsOrArray': {
      const schema = first.get(1)?.[0];
      return schema ? properties(schema) : (first.get(2) ?? []).map(properties);
    }
    case 'JSONSchemaPropsOrStringArray': {
      const schema = first.get(1)?.[0];
      return schema ? properties(schema) : (first.get(2) ?? []).map((text) => text.toString());
    }
    default: {
      const raw = first.get(1)?.[0];
      return raw?.length ? parseJson(raw.toString()) : null;
    }
  }
}

const PROPERTIES = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';

function alternativesOf(bytes: Buffer): ReadonlyMap<number, readonly Buffer[]> {
  const parts = new Map<number, Buffer[]>();
  const reader = new WireReader(bytes);
  while (reader.next()) {
    if (reader.wireType !== BYTES) {
      reader.skip();
      continue;
    }
    const part = reader.delimited();
    const known = parts.get(reader.number);
    if (known) known.push(part);
    else parts.set(reader.number, [part]);
  }
  return parts;
}
