import type { ApiRequest, ConnectAnswer, Connection, ServedApi } from '../../../kube/api-request';
import type { HttpRequest } from './exchange';
import { MOST_BYTES } from './request-body';
import { parseTarget, type QueryParameters } from './request-target';
import type { Responder } from './responder';
import { callOverHttps, withWebhooks } from './webhook-caller';

/** Subresources that somebody behind the API server answers. */
export const CONNECTIONS: ReadonlySet<string> = new Set(['log', 'proxy', 'exec', 'attach', 'portforward']);

export interface ConnectionParts {
  readonly api: ServedApi;
  readonly request: Omit<ApiRequest, 'options'>;
  readonly http: HttpRequest;
  readonly query: QueryParameters;
  /** What follows the subresource in the path. */
  readonly rest: string;
  readonly responder: Responder;
}

/** Sends a request on, and the answer back as it is: text that may go on until the client goes. */
export async function serveConnection(parts: ConnectionParts): Promise<void> {
  const { api, request, http, responder, query } = parts;
  const target = parseTarget(http.target)!;
  const body = await http.body(MOST_BYTES);
  const connection: Connection = {
    method: http.method,
    path: target.path,
    rest: target.path.endsWith('/') ? `${parts.rest}/` : parts.rest,
    query: target.query,
    parameter: (name) => query.get(name),
    headers: forwarded(http),
    body: body.toString(),
  };
  const answer = await withWebhooks(request, callOverHttps, (asked) =>
    api.connect({ ...asked, options: {} }, connection),
  );
  if (answer.follow) stream(answer, answer.follow, responder);
  else if (answer.contentType === '') responder.empty(answer.code, headersOf(answer));
  else await responder.send(answer.code, answer.contentType, answer.text, headersOf(answer));
}

/** What is for the API server alone stays here. */
const PRIVATE = new Set(['authorization', 'content-length', 'transfer-encoding', 'connection']);

function forwarded({ rawHeaders }: HttpRequest): { readonly [name: string]: string } {
  const headers: { [name: string]: string } = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    if (!PRIVATE.has(name) && !name.startsWith(':')) headers[name] = rawHeaders[index + 1]!;
  }
  return headers;
}

/** Lengths are counted anew. */
const COUNTED = new Set(['content-length', 'transfer-encoding', 'connection']);

function headersOf({ headers = {} }: ConnectAnswer): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    COUNTED.has(name.toLowerCase()) ? [] : [name, value],
  );
}

function stream(
  answer: ConnectAnswer,
  follow: NonNullable<ConnectAnswer['follow']>,
  responder: Responder,
): void {
  const body = responder.open(answer.contentType, []);
  if (answer.text) body.write(answer.text);
  const handle = follow({
    write: (text) => body.write(text),
    end: () => body.end(),
  });
  body.onClose(() => handle.stop());
}
