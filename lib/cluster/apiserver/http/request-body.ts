import type { PatchType } from '../../../kube/api-request';
import { decodeDocument, malformedBody, unrecognizedBody, unsuitableBody } from '../../../kube/decode-body';
import type { DeleteOptions } from '../../../kube/generated/meta-v1';
import { goQuote } from '../../../kube/go-format';
import { JsonSyntaxError, jsonNotes, parseJson } from '../../../kube/json';
import type { GroupVersionKind } from '../../../kube/object';
import { decodeProtobuf } from '../../../kube/protobuf/decode-protobuf';
import { ProtobufError } from '../../../kube/protobuf/wire-reader';
import { isObject } from '../../../kube/record';
import { schemaOf } from '../../../kube/schema';
import { badRequest, StatusError } from '../../../kube/status';
import type { BodyFormat } from './negotiation';
import { yamlModule } from './yaml-module';

/** The largest body, as the real API server allows it: 3 MiB. */
export const MOST_BYTES = 3 * 1024 * 1024;

/**
 * Reads the object in the body of a POST or PUT.
 * @param kind that the body should have, for the words of an error
 * @throws StatusError 400
 */
export function objectIn(body: Buffer, format: BodyFormat, kind: GroupVersionKind): unknown {
  try {
    return parse(body, format);
  } catch (error) {
    if (error instanceof StatusError) throw error;
    if (error instanceof JsonSyntaxError) throw malformedBody(kind, error, body);
    if (error instanceof ProtobufError && error.actual)
      throw unsuitableBody(kind, error.actual, error.message);
    throw unrecognizedBody(kind, (error as Error).message, body);
  }
}

/**
 * Reads a patch. Whether it can be read matters only once the object it is for was found: a syntax error is returned in
 * its place.
 */
export function patchIn(body: Buffer, type: PatchType): unknown {
  try {
    return parse(body, type === 'apply' ? 'yaml' : 'json');
  } catch (error) {
    return error;
  }
}

const DELETE_OPTIONS = { group: '', version: 'v1', kind: 'DeleteOptions' };

/** Reads the options in the body of a DELETE, of which unknown fields are ignored. @throws StatusError 400 */
export function deleteOptionsIn(body: Buffer, format: BodyFormat): DeleteOptions {
  try {
    const document = asDeleteOptions(parse(body, format));
    const options = { fieldValidation: 'Ignore' } as const;
    return decodeDocument<DeleteOptions>(schemaOf(DELETE_OPTIONS)!, DELETE_OPTIONS, document, options).object;
  } catch (error) {
    if (error instanceof JsonSyntaxError)
      throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    if (error instanceof StatusError) throw error;
    throw badRequest((error as Error).message);
  }
}

/** Every group has a kind of this name, and they are all the same. */
function asDeleteOptions(document: unknown): unknown {
  if (!isObject(document)) return document;
  const { apiVersion = DELETE_OPTIONS.version, kind = DELETE_OPTIONS.kind, ...options } = document;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return document;
  if (kind === DELETE_OPTIONS.kind) return options;
  throw badRequest(
    `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`,
  );
}

function parse(body: Buffer, format: BodyFormat): unknown {
  if (format === 'protobuf') return decodeProtobuf(body);
  const text = body.toString();
  if (format === 'json') return parseJson(text);
  // What begins with a bracket is JSON, unless it cannot be read as that: the faster and stricter parser goes first.
  if (/^\s*[{[]/.test(text)) {
    try {
      const document = parseJson(text);
      // The other parser tells where a key is repeated.
      if (!jsonNotes(document)?.duplicates.length) return document;
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
    }
  }
  return yamlModule().parseYaml(text);
}
