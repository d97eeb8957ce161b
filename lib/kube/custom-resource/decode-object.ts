import { decodeAll } from '../decode';
import { type BodyOptions, UndecodableError, unrecognizedBody, unsuitableBody } from '../decode-body';
import { goQuote } from '../go-format';
import { jsonKind } from '../go-value';
import { jsonNotes } from '../json';
import { apiVersionOf, type GroupVersionKind, type KubeObject, parseApiVersion } from '../object';
import { isObject, type JsonObject } from '../record';
import { schemaNamed } from '../schema';
import { badRequest } from '../status';
import { type CustomVersion, keepsUnknownFields, schemaOfVersion } from './custom-version';
import { withSchemaDefaults } from './defaulting';
import { withEmbeddedObjects } from './embedded-objects';
import { pruned } from './pruning';
import { unknownFieldsOf } from './unknown-fields';

/** The server's decoder stops collecting unknown and repeated fields here. */
const MAX_STRICT_ERRORS = 100;
const TYPE_META =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/**
 * Decodes the body of a request for a custom resource as the API server does: metadata is read strictly, unknown fields
 * are dropped and told of, defaults are filled in. Throws a `BadRequest` in its words, even then with warnings.
 */
export function decodeCustomObject(
  custom: CustomVersion,
  expected: GroupVersionKind,
  body: unknown,
  options: BodyOptions,
  warnings: string[],
): KubeObject {
  const document = recognized(expected, body, options);
  const actual = kindOf(document);
  try {
    const object = decodeDocument(custom, document, options, warnings);
    checkVersion(object, expected);
    return object;
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    throw unsuitableBody(expected, actual, error.message);
  }
}

function recognized(expected: GroupVersionKind, body: unknown, options: BodyOptions): JsonObject {
  const text = options.text ?? JSON.stringify(body);
  const unreadable = (problem: string) =>
    unrecognizedBody(
      expected,
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${problem}`,
      text,
    );
  if (body !== null && body !== undefined && !isObject(body))
    throw unreadable(`${jsonKind(body)} into Go value of type ${TYPE_META}`);
  const document = body ?? {};
  for (const field of ['apiVersion', 'kind'] as const) {
    const value = document[field];
    if (value !== undefined && value !== null && typeof value !== 'string')
      throw unreadable(`${jsonKind(value)} into Go struct field .${field} of type string`);
  }
  if (document['kind']) return document;
  const shown = isText(text) ? text : JSON.stringify(body);
  throw unrecognizedBody(expected, `Object 'Kind' is missing in '${shown}'`, text);
}

const isText = (text: string | Uint8Array): boolean =>
  /^\s*\{/.test(Buffer.from(text as Uint8Array).toString());

function kindOf(document: JsonObject): GroupVersionKind {
  const { apiVersion, kind } = document as { apiVersion?: string; kind: string };
  return { ...parseApiVersion(apiVersion ?? ''), kind };
}

function checkVersion({ apiVersion = '' }: KubeObject, expected: GroupVersionKind): void {
  if (apiVersion === apiVersionOf(expected)) return;
  throw badRequest(
    `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(expected)})`,
  );
}

/** The same for any document that has a kind. @throws UndecodableError with the decoder's words alone */
export function decodeDocument(
  custom: CustomVersion,
  document: JsonObject,
  { fieldValidation = 'Warn' }: BodyOptions,
  warnings: string[],
): KubeObject {
  const problems: string[] = (jsonNotes(document)?.duplicates ?? []).map(
    (path) => `duplicate field ${goQuote(path)}`,
  );
  const unknown: string[] = [];
  const object = coerced(custom, document, unknown);
  problems.push(...unknown.map((path) => `unknown field ${goQuote(path)}`));
  const told = problems.slice(0, MAX_STRICT_ERRORS);
  if (fieldValidation === 'Strict' && told.length > 0)
    throw new UndecodableError(`strict decoding error: ${told.join(', ')}`);
  if (fieldValidation !== 'Ignore') warnings.push(...told);
  return object;
}

/** The object as its version has it; unknown fields are dropped, and their paths collected. */
function coerced(custom: CustomVersion, document: JsonObject, unknown: string[]): KubeObject {
  const own = withMetadata(document, '', unknown);
  const { group, version } = parseApiVersion(String(document['apiVersion'] ?? ''));
  const { spec } = custom.definition;
  if (group !== spec.group || document['kind'] !== spec.names.kind) return own as unknown as KubeObject;
  const schema = version === custom.version.name ? schemaOfVersion(custom) : undefined;
  if (keepsUnknownFields(custom)) return withSchemaDefaults(own, schema) as KubeObject;
  unknown.push(...unknownFieldsOf(own, schema));
  const kept = withSchemaDefaults(pruned(own, schema, true), schema);
  return withEmbeddedObjects(kept, schema, '', (object, path) =>
    withMetadata(object, path, unknown),
  ) as KubeObject;
}

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** @param path of the object; empty for the whole */
function withMetadata(object: JsonObject, path: string, unknown: string[]): JsonObject {
  const { metadata } = object;
  if (metadata === undefined) return path === '' ? { ...object, metadata: {} } : object;
  const place = path ? `${path}.metadata` : 'metadata';
  const { value, errors, unknownFields } = decodeAll<JsonObject>(schemaNamed(OBJECT_META), metadata ?? {});
  const [error] = errors;
  if (error) {
    const { serverMessage } = error;
    throw new UndecodableError(
      path ? `${place}: Invalid value: ${JSON.stringify(metadata)}: ${serverMessage}` : serverMessage,
    );
  }
  unknown.push(...unknownFields.map((field) => `${place}.${field}`));
  return { ...object, metadata: value };
}
