import { BODY, type Dialect, PATCHED } from './decode-dialect';
import { goPlaceOf, printSteps } from './decode-path';
import { type ObjectPlan, planOf, zeroElement } from './decode-plan';
import {
  decodeBytes,
  decodeIntOrString,
  decodeQuantity,
  decodeTime,
  mismatchInWords,
  type Scalar,
} from './decode-scalar';
import { goQuote } from './go-format';
import { jsonKind } from './go-value';
import { type JsonNotes, jsonNotes } from './json';
import { isObject, type JsonObject, overlaid, setMember } from './record';
import { type Schema, schemaNamed } from './schema';

/** A value that is not of its field's type. */
export interface DecodeError {
  /** `spec.containers[0].ports[1].containerPort` */
  readonly field: string;
  /** For people: `expected int32, but found string`. */
  readonly message: string;
  /** In the words of Kubernetes' JSON decoder, which name the field in another way. */
  readonly serverMessage: string;
  /** The server's decoder stops here, and reports this error rather than an earlier one that is not fatal. */
  readonly isFatal: boolean;
}

export interface Decoded<T> {
  readonly value: T;
  /** Paths of fields that the type does not have, in the order of the document. */
  readonly unknownFields: readonly string[];
  readonly errors: readonly DecodeError[];
  /** `unknown field "spec.foo"`, `duplicate field "spec.replicas"`, in the order of the document. */
  readonly strictErrors: readonly string[];
}

export interface DecodeOptions {
  /**
   * Keep empty values that the author wrote, and add none: what server-side apply and comparisons of manifests need.
   * By default the result is what the API server would write: without empty optional values, with the zero values of
   * required ones.
   */
  readonly asWritten?: boolean;
  /** The document is the result of a strategic merge patch: the API server reads it in another way than a body. */
  readonly isPatched?: boolean;
}

/**
 * Turns parsed JSON into a typed value: checks types, drops unknown fields and nulls, brings scalars into canonical
 * form. Finds all problems. A frozen part of `document` has been decoded before, at the same place, and is kept.
 */
export function decodeAll<T = unknown>(
  schema: Schema,
  document: unknown,
  options: DecodeOptions = {},
): Decoded<T> {
  // A frozen document has been decoded before.
  if (typeof document === 'object' && document !== null && Object.isFrozen(document))
    return { value: document as T, unknownFields: NONE, errors: NONE, strictErrors: NONE };
  const dialect = options.isPatched ? PATCHED : BODY;
  const decoder = new Decoder(schema, jsonNotes(document), options.asWritten ?? false, dialect);
  const value = decoder.decode(schema, document) as T;
  return {
    value,
    unknownFields: decoder.unknownFields ?? NONE,
    errors: decoder.errors ?? NONE,
    strictErrors: decoder.strictErrors ? [...decoder.strictErrors] : NONE,
  };
}

const NONE: readonly never[] = [];

class Decoder {
  unknownFields: string[] | undefined;
  strictErrors: Set<string> | undefined;
  errors: DecodeError[] | undefined;
  private readonly steps: (string | number)[] = [];
  /** How often the values of a repeated field were read. */
  private timesRead: Map<readonly unknown[], number> | undefined;
  /** Kubernetes does not look for unknown fields in the schemas of a CustomResourceDefinition's alternatives. */
  private lenient = false;

  constructor(
    private readonly root: Schema,
    private readonly notes: JsonNotes | undefined,
    private readonly asWritten: boolean,
    private readonly dialect: Dialect,
  ) {}

  /** Undefined for a value that does not count: null, or one of the wrong type. */
  decode(schema: Schema, node: unknown, container?: object): unknown {
    if (typeof node === 'object' && node !== null && Object.isFrozen(node)) return node;
    switch (schema.type) {
      case 'object':
        return this.decodeObject(schema, node);
      case 'map':
        return this.decodeMap(schema, node);
      case 'array':
        return this.decodeList(schema, node);
      case 'string':
        return typeof node === 'string' ? node : this.mismatch(schema, node);
      case 'boolean':
        return typeof node === 'boolean' ? node : this.mismatch(schema, node);
      case 'number':
        return Number.isFinite(node) ? node : this.mismatch(schema, node, this.numberFound(node, container));
      case 'integer':
        return this.scalar(schema, node, this.dialect.integer(node, schema.goType, this.literal(container)));
      case 'quantity':
        return this.scalar(schema, node, decodeQuantity(node, this.literal(container)));
      case 'intOrString':
        return this.scalar(schema, node, decodeIntOrString(node, this.literal(container)));
      case 'time':
      case 'microTime':
        return this.scalar(schema, node, decodeTime(node, schema.type));
      case 'bytes':
        return this.scalar(schema, node, decodeBytes(node));
      case 'any':
        return this.decodeAny(schema, node);
    }
  }

  private decodeObject(schema: Schema, node: unknown): unknown {
    if (!isObject(node)) return this.mismatch(schema, node);
    const plan = planOf(schema);
    const result: Record<string, unknown> = {};
    const order = this.notes?.repeated.get(node) ?? this.dialect.order(node, plan);
    if (order) for (const key of order) this.decodeMember(schema, plan, node, key, result);
    else for (const key in node) this.decodeMember(schema, plan, node, key, result);
    if (!this.asWritten)
      for (const [name, zero] of plan.zeros) if (result[name] === undefined) result[name] = zero;
    return result;
  }

  private decodeMember(
    schema: Schema,
    plan: ObjectPlan,
    node: JsonObject,
    key: string,
    result: Record<string, unknown>,
  ): void {
    const field = plan.fields.get(key);
    if (!field) {
      if (schema.preservesUnknown) setMember(result, key, node[key]);
      else this.unknown(key);
      return;
    }
    const value = this.notes ? this.valueOver(node, key, field.schema) : node[key];
    if (value === null || value === undefined) return;
    this.steps.push(key);
    const decoded = this.decode(field.schema, value, node);
    this.steps.pop();
    if (decoded !== undefined && (this.asWritten || field.keeps(decoded))) result[key] = decoded;
  }

  private decodeMap(schema: Schema, node: unknown): unknown {
    if (!isObject(node)) return this.mismatch(schema, node);
    const items = schema.items!;
    const result: Record<string, unknown> = {};
    this.reportRepeatedKeys(node);
    for (const key in node) {
      this.steps.push(key);
      setMember(result, key, this.decodeElement(items, node[key], node));
      this.steps.pop();
    }
    return result;
  }

  private decodeList(schema: Schema, node: unknown): unknown {
    if (!Array.isArray(node)) return this.mismatch(schema, node);
    const items = schema.items!;
    const result = new Array<unknown>(node.length);
    for (let index = 0; index < node.length; index++) {
      this.steps.push(index);
      result[index] = this.decodeElement(items, node[index], node);
      this.steps.pop();
    }
    return result;
  }

  /** Elements of lists and maps cannot be left out: no value is the zero value. */
  private decodeElement(items: Schema, value: unknown, container: object): unknown {
    const decoded = value === null || value === undefined ? undefined : this.decode(items, value, container);
    return decoded === undefined ? zeroElement(items) : decoded;
  }

  private decodeAny(schema: Schema, node: unknown): unknown {
    const alternatives = /\.JSONSchemaProps(Or\w+)$/.exec(schema.definitionName ?? '')?.[1];
    return alternatives ? this.decodeAlternatives(schema, alternatives, node) : node;
  }

  /** A JSON schema, or true, false, a list of schemas or names. */
  private decodeAlternatives(schema: Schema, alternatives: string, node: unknown): unknown {
    if (typeof node === 'boolean' && alternatives === 'OrBool') return node;
    const props = schemaNamed(schema.definitionName!.slice(0, -alternatives.length));
    const lenient = this.lenient;
    this.lenient = true;
    let value: unknown;
    if (isObject(node)) value = this.decodeObject(props, node);
    else if (Array.isArray(node) && alternatives === 'OrArray')
      value = node.map((element) => this.decode(props, element));
    else if (Array.isArray(node) && alternatives === 'OrStringArray') value = node;
    else if (alternatives === 'OrBool')
      value = this.scalar(schema, node, { message: 'boolean or JSON schema expected', fatal: true });
    this.lenient = lenient;
    return value;
  }

  private scalar(schema: Schema, node: unknown, scalar: Scalar): unknown {
    if ('value' in scalar) return scalar.value;
    if ('message' in scalar) {
      const { message, fatal } = scalar;
      this.report(message, this.dialect.failure(schema, message), fatal);
    } else this.mismatch(schema, node, scalar.mismatch, scalar.type, scalar.fatal);
    return undefined;
  }

  private mismatch(
    schema: Schema,
    node: unknown,
    found = jsonKind(node),
    ownType?: string,
    isFatal = false,
  ): undefined {
    const place = goPlaceOf(this.root, this.steps);
    const serverMessage = this.dialect.mismatch(schema, node, found, place, ownType);
    this.report(mismatchInWords(found, ownType ?? place.type), serverMessage, isFatal);
    return undefined;
  }

  private report(message: string, serverMessage: string, isFatal: boolean): void {
    this.errors ??= [];
    this.errors.push({
      field: printSteps(this.steps),
      message,
      serverMessage,
      isFatal: isFatal || this.dialect.stopsAtOnce,
    });
  }

  private unknown(key: string): void {
    if (this.lenient) return;
    const path = this.pathTo(key);
    this.unknownFields ??= [];
    this.unknownFields.push(path);
    this.strict(`unknown field ${goQuote(path)}`);
  }

  private strict(error: string): void {
    this.strictErrors ??= new Set();
    this.strictErrors.add(error);
  }

  private pathTo(key: string): string {
    const steps = this.dialect.steps(this.root, this.steps);
    return steps.length === 0 ? key : `${printSteps(steps)}.${key}`;
  }

  private reportRepeatedKeys(node: JsonObject): void {
    const keys = this.notes?.repeated.get(node);
    if (!keys || this.lenient) return;
    const seen = new Set<string>();
    for (const key of keys) {
      if (seen.has(key)) this.strict(`duplicate field ${goQuote(this.pathTo(key))}`);
      seen.add(key);
    }
  }

  /**
   * The value of a field. Called once for every time the field is there: of one that is repeated, Go decodes each value
   * over the one before, so that only the last call has a value.
   */
  private valueOver(node: JsonObject, key: string, schema: Schema): unknown {
    const values = this.notes!.values.get(node)?.get(key);
    if (!values) return node[key];
    this.timesRead ??= new Map();
    const count = (this.timesRead.get(values) ?? 0) + 1;
    this.timesRead.set(values, count);
    if (count > 1 && !this.lenient) this.strict(`duplicate field ${goQuote(this.pathTo(key))}`);
    const value = values[count - 1];
    if (value !== null) this.decodeForProblems(schema, value, key);
    return count === values.length ? overlaid(values) : undefined;
  }

  private decodeForProblems(schema: Schema, value: unknown, key: string): void {
    this.steps.push(key);
    this.decode(schema, value);
    this.steps.pop();
  }

  /** `number 1e999` is too large for any number. */
  private numberFound(node: unknown, container: object | undefined): string {
    return typeof node === 'number' ? `number ${this.literal(container) ?? node}` : jsonKind(node);
  }

  private literal(container: object | undefined): string | undefined {
    if (!this.notes || !container) return undefined;
    return this.notes.numbers.get(container)?.get(String(this.steps.at(-1)));
  }
}
