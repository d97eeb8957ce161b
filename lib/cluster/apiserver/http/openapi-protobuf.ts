import { BYTES, FIXED64, VARINT } from '../../../kube/protobuf/wire-reader';

/**
 * OpenAPI v2 as protocol buffers, which older clients ask for, and newer ones where v3 does not tell them of a kind. The
 * messages are gnostic's, https://github.com/google/gnostic-models/blob/main/openapiv2/OpenAPIv2.proto. Paths are left out.
 */

export const OPENAPI_V2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** The document; its paths are not written. */
export interface OpenApiDocument {
  readonly swagger: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: object;
  readonly definitions: { readonly [name: string]: object };
}

export function openApiProtobuf({ swagger, info, definitions }: OpenApiDocument): Buffer {
  return Buffer.concat([
    text(DOCUMENT.swagger, swagger),
    message(DOCUMENT.info, [text(INFO.title, info.title), text(INFO.version, info.version)]),
    message(DOCUMENT.paths, []),
    message(DOCUMENT.definitions, named(definitions)),
  ]);
}

const DOCUMENT = { swagger: 1, info: 2, paths: 8, definitions: 9 };
const INFO = { title: 1, version: 2 };
const NAMED = { name: 1, value: 2 };
const ANY_YAML = 2;
/** The only field, or the first, of messages around a list. */
const INNER = 1;
const ADDITIONAL_IS_ALLOWED = 2;

type Numbers = { readonly [member: string]: number | undefined };
const TEXTS: Numbers = { $ref: 1, format: 2, title: 3, description: 4, pattern: 13 };
const DOUBLES: Numbers = { multipleOf: 6, maximum: 7, minimum: 9 };
const INTEGERS: Numbers = {
  exclusiveMaximum: 8,
  exclusiveMinimum: 10,
  maxLength: 11,
  minLength: 12,
  maxItems: 14,
  minItems: 15,
  uniqueItems: 16,
  maxProperties: 17,
  minProperties: 18,
};
const SCHEMA = {
  default: 5,
  required: 19,
  enum: 20,
  additionalProperties: 21,
  type: 22,
  items: 23,
  allOf: 24,
  properties: 25,
  extension: 31,
};

function named(schemas: { readonly [name: string]: object }): Buffer[] {
  return Object.entries(schemas).map(([name, schema]) =>
    message(INNER, [text(NAMED.name, name), message(NAMED.value, schemaFields(schema))]),
  );
}

function schemaFields(schema: object): Buffer[] {
  return Object.entries(schema).flatMap(([member, value]) => memberFields(member, value));
}

function memberFields(member: string, value: unknown): Buffer[] {
  if (TEXTS[member] !== undefined) return [text(TEXTS[member], String(value))];
  if (DOUBLES[member] !== undefined) return [double(DOUBLES[member], Number(value))];
  if (INTEGERS[member] !== undefined) return [integer(INTEGERS[member], Number(value))];
  if (member.startsWith('x-'))
    return [message(SCHEMA.extension, [text(NAMED.name, member), any(NAMED.value, value)])];
  const list = Array.isArray(value) ? value : [value];
  switch (member) {
    case 'default':
      return [any(SCHEMA.default, value)];
    case 'required':
      return list.map((name) => text(SCHEMA.required, name));
    case 'enum':
      return list.map((one) => any(SCHEMA.enum, one));
    case 'additionalProperties':
      return [
        message(SCHEMA.additionalProperties, [
          typeof value === 'boolean'
            ? integer(ADDITIONAL_IS_ALLOWED, Number(value))
            : message(INNER, schemaFields(value as object)),
        ]),
      ];
    case 'type':
      return [
        message(
          SCHEMA.type,
          list.map((one) => text(INNER, one)),
        ),
      ];
    case 'items':
      return [message(SCHEMA.items, [message(INNER, schemaFields(value as object))])];
    case 'allOf':
      return list.map((one) => message(SCHEMA.allOf, schemaFields(one)));
    case 'properties':
      return [message(SCHEMA.properties, named(value as { readonly [name: string]: object }))];
    default:
      // What version 2 has no word for.
      return [];
  }
}

/** Any value, as YAML, which JSON is. */
function any(field: number, value: unknown): Buffer {
  return message(field, [text(ANY_YAML, JSON.stringify(value))]);
}

function text(field: number, value: string): Buffer {
  return message(field, [Buffer.from(value)]);
}

function message(field: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([tag(field, BYTES), varint(length), ...parts]);
}

function integer(field: number, value: number): Buffer {
  return Buffer.concat([tag(field, VARINT), varint(value)]);
}

function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(field, FIXED64), bytes]);
}

const tag = (field: number, type: number) => varint(field * 8 + type);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
