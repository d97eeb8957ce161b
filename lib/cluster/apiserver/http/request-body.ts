import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import { parseDocument } from 'yaml';
import { JsonSyntaxError, parseJson } from '../../../kube/json';
import { badRequest, tooLarge } from '../../../kube/status';

/** The largest body, as the real API server allows it: 3 MiB. */
export const MOST_BYTES = 3 * 1024 * 1024;

export type Incoming = IncomingMessage | Http2ServerRequest;

/** The raw body. @throws StatusError 413 beyond {@link MOST_BYTES} */
export async function readBody(request: Incoming): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw tooLarge(`Request entity too large: limit is ${MOST_BYTES}`);
    chunks.push(chunk);
  }
  const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? unzip(body) : body;
}

function unzip(body: Buffer): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(`Request entity too large: limit is ${MOST_BYTES}`);
    throw badRequest('the body is not valid gzip');
  }
}

/** Parses a body; undefined when it is empty. @throws StatusError 400 in the API server's words */
export function parseBody(body: Buffer, format: 'json' | 'yaml'): unknown {
  if (body.length === 0) return undefined;
  const text = body.toString('utf8');
  // A body that begins with a brace is JSON in the eyes of both formats, and JSON is the faster and stricter parser.
  return format === 'json' || /^\s*[{[]/.test(text) ? fromJson(text) : fromYaml(text);
}

function fromJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw badRequest(error.message);
    throw error;
  }
}

function fromYaml(text: string): unknown {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: true, merge: true });
  const [error] = document.errors;
  if (error) throw badRequest(`error converting YAML to JSON: yaml: ${error.message.split('\n')[0]}`);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (failure) {
    throw badRequest(`error converting YAML to JSON: yaml: ${(failure as Error).message}`);
  }
}
