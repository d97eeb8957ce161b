import { lifecycleOf } from './api-lifecycle';
import { type Decoded, type DecodeOptions, decodeAll } from './decode';
import { goQuote } from './go-format';
import { jsonKind } from './go-value';
import { apiVersionOf, type GroupVersionKind, parseApiVersion } from './object';
import { isObject, type JsonObject } from './record';
import { type Schema, schemaOf } from './schema';
import { badRequest, type StatusError } from './status';

/** What to do about unknown and repeated fields. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export interface BodyOptions extends DecodeOptions {
  /** @default 'Warn' */
  readonly fieldValidation?: FieldValidation;
  /** The body as it came, whose beginning errors quote. @default the document as JSON */
  readonly text?: string | Uint8Array;
}

export interface DecodedBody<T> {
  /** With `apiVersion` and `kind`, which the author may leave out. */
  readonly object: T;
  /** Texts of `Warning:` headers. */
  readonly warnings: readonly string[];
}

const NO_WARNINGS: readonly string[] = [];

/** The server's decoder stops collecting unknown and repeated fields here. */
const MAX_STRICT_ERRORS = 100;

/** A document is not of its kind. `actual` is the kind it says it is, unless even that cannot be read. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';

  constructor(
    message: string,
    readonly actual?: GroupVersionKind,
  ) {
    super(message);
  }
}

/**
 * Decodes the body of a request as the API server does. Throws a `BadRequest` in its words for a body of another kind,
 * for the first value of a wrong type, and with `Strict` for all unknown and repeated fields.
 */
export function decodeBody<T>(
  schema: Schema,
  expected: GroupVersionKind,
  body: unknown,
  options: BodyOptions = {},
): DecodedBody<T> {
  try {
    return decodeDocument(schema, expected, body, options);
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    const { actual, message } = error;
    if (!actual) throw unrecognizedBody(expected, message, options.text ?? JSON.stringify(body));
    throw unsuitableBody(expected, actual, message);
  }
}

/** What the server answers to a body that says of itself which kind it is, and cannot be read as what is expected. */
export function unsuitableBody(
  { kind }: GroupVersionKind,
  actual: GroupVersionKind,
  problem: string,
): StatusError {
  return badRequest(
    `${actual.kind} in version ${goQuote(actual.version)} cannot be handled as a ${kind}: ${problem}`,
  );
}

const repeatedInYaml = new WeakMap<object, readonly string[]>();

/** Notes that keys are repeated in the YAML a document was read from: `line 3: key "name" already set in map`. */
export function noteRepeatedInYaml(document: object, lines: readonly string[]): void {
  repeatedInYaml.set(document, lines);
}

/** The keys that are repeated in the YAML a document was read from, as they were noted. */
export function keysRepeatedInYaml(document: object): readonly string[] {
  return repeatedInYaml.get(document) ?? NO_WARNINGS;
}

/** The same for any document; throws {@link UndecodableError} with the decoder's words alone. */
export function decodeDocument<T>(
  schema: Schema,
  expected: GroupVersionKind,
  source: unknown,
  options: BodyOptions = {},
): DecodedBody<T> {
  const document = source === null || source === undefined ? {} : source;
  if (isDecoded(document, expected)) return { object: document as T, warnings: NO_WARNINGS };
  const actual = kindOf(document, expected);
  if (!isKind(actual, expected)) throw wrongKind(document, actual, expected);
  const decoded = decodeAll<T>(schema, document, options);
  const inYaml = keysRepeatedInYaml(document);
  if (inYaml.length === 0 && decoded.errors.length === 0 && decoded.strictErrors.length === 0)
    return { object: withKind(decoded.value, expected), warnings: NO_WARNINGS };
  const yamlError = inYaml.length ? [`yaml: unmarshal errors:\n  ${inYaml.join('\n  ')}`] : [];
  const strictErrors = [...yamlError, ...decoded.strictErrors];
  const problem = firstProblem({ ...decoded, strictErrors }, options.fieldValidation ?? 'Warn');
  if (problem !== undefined) throw new UndecodableError(problem, actual);
  return {
    object: withKind(decoded.value, expected),
    warnings:
      options.fieldValidation === 'Ignore'
        ? []
        : [...inYaml, ...decoded.strictErrors].slice(0, MAX_STRICT_ERRORS),
  };
}

/** A frozen document has been decoded before. */
function isDecoded(document: object, expected: GroupVersionKind): boolean {
  const { apiVersion, kind } = document as { apiVersion?: unknown; kind?: unknown };
  return kind === expected.kind && apiVersion === apiVersionOf(expected) && Object.isFrozen(document);
}

/** What ends the request, in the words of the decoder; undefined for nothing. Type errors win over strictness. */
export function firstProblem(
  decoded: Decoded<unknown>,
  fieldValidation: FieldValidation,
): string | undefined {
  const { errors, strictErrors } = decoded;
  const error = errors.find(({ isFatal }) => isFatal) ?? errors[0];
  if (error) return error.serverMessage;
  if (fieldValidation !== 'Strict' || strictErrors.length === 0) return undefined;
  return `strict decoding error: ${strictErrors.slice(0, MAX_STRICT_ERRORS).join(', ')}`;
}

/** What the server answers to a body that it cannot even recognize: malformed JSON, or no object. */
export function unrecognizedBody(
  { kind }: GroupVersionKind,
  problem: string,
  text: string | Uint8Array,
): StatusError {
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): ${problem} (${summaryOf(text)})`,
  );
}

/** The same for a syntax error; `text` is the body. */
export function malformedBody(kind: GroupVersionKind, error: Error, text: string | Uint8Array): StatusError {
  return unrecognizedBody(kind, `couldn't get version/kind; json parse error: ${error.message}`, text);
}

const SUMMARY_BYTES = 30;
const OPENING_BRACE = 0x7b;

function summaryOf(text: string | Uint8Array): string {
  const bytes =
    typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.length);
  if (bytes.length === 0) return '<empty>';
  const encoding = bytes[0] === OPENING_BRACE ? 'utf8' : 'hex';
  const summary = bytes.subarray(0, SUMMARY_BYTES).toString(encoding);
  return bytes.length > SUMMARY_BYTES ? `${summary} ...` : summary;
}

/** The kind that the document says it is; what it leaves out is as expected. */
function kindOf(document: unknown, expected: GroupVersionKind): GroupVersionKind {
  if (!isObject(document)) throw noKind(jsonKind(document), `value of type ${KIND_STRUCTURE}`);
  const apiVersion = textMember(document, 'apiVersion');
  const kind = textMember(document, 'kind') || expected.kind;
  if (apiVersion.indexOf('/') !== apiVersion.lastIndexOf('/'))
    throw new UndecodableError(`unexpected GroupVersion string: ${apiVersion}`);
  const { group, version } = parseApiVersion(apiVersion);
  if (group === '' && version === '') return { ...expected, kind };
  return { group, version: version || expected.version, kind };
}

const KIND_STRUCTURE =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

function noKind(found: string, target: string): UndecodableError {
  return new UndecodableError(
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go ${target}`,
  );
}

/** Here, and only here, the server's decoder does not care about the case of a name. The last one counts. */
function textMember(document: JsonObject, name: string): string {
  let text = '';
  for (const key in document) {
    if (key !== name && (key.length !== name.length || key.toLowerCase() !== name.toLowerCase())) continue;
    const value = document[key];
    if (value === null || value === undefined) continue;
    if (typeof value !== 'string') throw noKind(jsonKind(value), `struct field .${name} of type string`);
    text = value;
  }
  return text;
}

function isKind(actual: GroupVersionKind, expected: GroupVersionKind): boolean {
  return (
    actual.kind === expected.kind && actual.version === expected.version && actual.group === expected.group
  );
}

/** These groups are served by servers of their own, which know no other kinds. */
const OWN_SERVERS = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

function wrongKind(document: unknown, actual: GroupVersionKind, expected: GroupVersionKind): Error {
  const separate = OWN_SERVERS.has(actual.group) || OWN_SERVERS.has(expected.group);
  const schema = separate && actual.group !== expected.group ? undefined : schemaOf(actual);
  if (!schema && actual.kind === expected.kind && lifecycleOf(actual)) return otherVersion(actual, expected);
  if (!schema && isList(actual)) return unknownConversion(actual, expected);
  if (!schema)
    return new UndecodableError(
      `no kind ${goQuote(actual.kind)} is registered for version ${goQuote(apiVersionOf(actual))} in scheme "pkg/runtime/scheme.go:111"`,
      actual,
    );
  const problem = firstProblem(decodeAll(schema, document), 'Ignore');
  if (problem !== undefined) return new UndecodableError(problem, actual);
  return actual.kind === expected.kind && actual.group === expected.group
    ? otherVersion(actual, expected)
    : unknownConversion(actual, expected);
}

/** The general list, which is in no schema. */
function isList({ group, version, kind }: GroupVersionKind): boolean {
  return kind === 'List' && version === 'v1' && group === '';
}

/** Of a version that is known: it may be served no longer. */
function otherVersion(actual: GroupVersionKind, expected: GroupVersionKind): Error {
  return badRequest(
    `the API version in the data (${apiVersionOf(actual)}) does not match the expected API version (${apiVersionOf(expected)})`,
  );
}

function unknownConversion(actual: GroupVersionKind, expected: GroupVersionKind): Error {
  const from = `${actual.version}.${actual.kind}`;
  const to = `${expected.group.split('.')[0] || 'core'}.${expected.kind}`;
  return new UndecodableError(`converting (${from}) to (${to}): unknown conversion`, actual);
}

function withKind<T>(value: T, expected: GroupVersionKind): T {
  const apiVersion = apiVersionOf(expected);
  const { apiVersion: given, kind } = value as { apiVersion?: string; kind?: string };
  return given === apiVersion && kind === expected.kind
    ? value
    : { ...value, apiVersion, kind: expected.kind };
}
