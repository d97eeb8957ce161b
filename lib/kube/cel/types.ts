/** The static type of an expression of the Common Expression Language. */
export type CelType =
  | { readonly kind: ScalarKind }
  | ListType
  | { readonly kind: 'map'; readonly key: CelType; readonly value: CelType }
  | StructType
  /** A type of a library, such as a quantity; `optional_type` has a parameter. */
  | { readonly kind: 'opaque'; readonly name: string; readonly parameters: readonly CelType[] }
  /** The type of types. */
  | { readonly kind: 'type'; readonly of?: CelType }
  /** Stands for one type throughout a signature, or for one that is not known yet. */
  | { readonly kind: 'parameter'; readonly name: string };

export type ScalarKind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'null'
  | 'timestamp'
  | 'duration'
  /** Not known before evaluation: anything goes. */
  | 'dyn'
  /** Of an expression that is wrong. */
  | 'error';

export interface ListType {
  readonly kind: 'list';
  readonly element: CelType;
  /** How elements are told apart, where their order does not count: values of this type are compared and added so. */
  readonly association?: ListAssociation;
}

/** By themselves, or by these properties. */
export type ListAssociation =
  | { readonly type: 'set' }
  | { readonly type: 'map'; readonly keys: readonly string[] };

/** An object whose fields are declared. */
export interface StructType {
  readonly kind: 'struct';
  readonly name: string;
  /** By the names that expressions use, which are escaped. Undefined for a field that is not declared. */
  field(name: string): StructField | undefined;
  /** The type of a field by its name in JSON. */
  property(name: string): CelType | undefined;
  /** All of them, by these names. */
  fieldNames(): Iterable<string>;
}

export interface StructField {
  readonly type: CelType;
  /** Its name in JSON. */
  readonly property: string;
}

const scalar = (kind: ScalarKind): CelType => ({ kind });

export const BOOL = scalar('bool');
export const INT = scalar('int');
export const UINT = scalar('uint');
export const DOUBLE = scalar('double');
export const STRING = scalar('string');
export const BYTES = scalar('bytes');
export const NULL = scalar('null');
export const TIMESTAMP = scalar('timestamp');
export const DURATION = scalar('duration');
export const DYN = scalar('dyn');
export const ERROR = scalar('error');

export function listOf(element: CelType, association?: ListAssociation): CelType {
  return association ? { kind: 'list', element, association } : { kind: 'list', element };
}

export function mapOf(key: CelType, value: CelType): CelType {
  return { kind: 'map', key, value };
}

export function opaque(name: string, ...parameters: readonly CelType[]): CelType {
  return { kind: 'opaque', name, parameters };
}

export function optionalOf(type: CelType): CelType {
  return opaque('optional_type', type);
}

export function parameter(name: string): CelType {
  return { kind: 'parameter', name };
}

export function typeOf(of?: CelType): CelType {
  return { kind: 'type', of };
}

/**
 * An object with these fields, by the names in JSON.
 * @param isEscaped expressions write names that the language keeps for itself in another way
 */
export function structOf(
  name: string,
  fields: { readonly [property: string]: CelType },
  isEscaped = true,
): StructType {
  const declared = new Map<string, StructField>();
  const properties = new Map(Object.entries(fields));
  for (const [property, type] of Object.entries(fields)) {
    const escaped = isEscaped ? escapeName(property) : property;
    if (escaped !== undefined) declared.set(escaped, { type, property });
  }
  return {
    kind: 'struct',
    name,
    field: (field) => declared.get(field),
    property: (property) => properties.get(property),
    fieldNames: () => declared.keys(),
  };
}

/** The type inside an optional one. */
export function optionalElement(type: CelType): CelType | undefined {
  return type.kind === 'opaque' && type.name === 'optional_type' ? type.parameters[0] : undefined;
}

/** As compilation errors name it: `list(int)`. */
export function printType(type: CelType): string {
  switch (type.kind) {
    case 'list':
      return `list(${printType(type.element)})`;
    case 'map':
      return `map(${printType(type.key)}, ${printType(type.value)})`;
    case 'struct':
      return type.name;
    case 'opaque':
      return type.parameters.length > 0
        ? `${type.name}(${type.parameters.map(printType).join(', ')})`
        : type.name;
    case 'type':
      return type.of ? `type(${printType(type.of)})` : 'type';
    case 'parameter':
      return type.name;
    case 'error':
      return '!error!';
    default:
      return type.kind;
  }
}

export function sameType(a: CelType, b: CelType): boolean {
  return a === b || (a.kind === b.kind && printType(a) === printType(b));
}

/** Words that are no names in the language. */
export const RESERVED: ReadonlySet<string> = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);

const ESCAPES: { readonly [text: string]: string } = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/** A property's name as Kubernetes' expressions write it; undefined for one that they cannot. */
export function escapeName(property: string): string | undefined {
  if (!/^[a-zA-Z_./-][a-zA-Z0-9_./-]*$/.test(property)) return undefined;
  if (RESERVED.has(property)) return `__${property}__`;
  return property.replace(/__|[./-]/g, (text) => ESCAPES[text]!);
}
