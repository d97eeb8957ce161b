import type { ApiHandler, ApiRequest, ApiResponse, UserInfo, Verb } from '../../../kube/api-request';
import { badRequest, genericNotFound, internalError, StatusError } from '../../../kube/status';
import type { RequestAuthenticator } from './authentication';
import { type Accepted, bodyFormat, negotiate, patchTypeOf } from './negotiation';
import type { NonResourceHandler } from './non-resource';
import { requestAccess } from './request-access';
import { type Incoming, parseBody, readBody } from './request-body';
import { deleteOptionsOf, optionsOf } from './request-options';
import { parseResourcePath, type ResourcePath, verbOf } from './request-path';
import { compressed, encode } from './response-body';
import { transformed } from './transform';
import { serveWatch } from './watch-response';

/** What HTTP/1 and HTTP/2 responses of Node have in common. */
export interface Outgoing {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableLength: number;
  setHeader(name: string, value: string | number | readonly string[]): unknown;
  flushHeaders?(): void;
  write(chunk: string): boolean;
  end(): unknown;
  end(chunk: string | Uint8Array): unknown;
  destroy(error?: Error): unknown;
  on(event: 'close', listener: () => void): unknown;
}

type Headers = { readonly [name: string]: string | readonly string[] };

/** What turns HTTP into requests to the API server and back. */
export class HttpHandler {
  constructor(
    private readonly api: ApiHandler,
    private readonly authenticator: RequestAuthenticator,
    private readonly nonResource: NonResourceHandler,
    private readonly now: () => number,
    private readonly onDefect: (error: Error) => void,
  ) {}

  /** Never rejects: whatever happens becomes a Status. */
  async handle(request: Incoming, response: Outgoing): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://apiserver');
    try {
      await this.dispatch(request, response, url);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else await this.fail(error, request, response, url);
    }
  }

  private async dispatch(request: Incoming, response: Outgoing, url: URL): Promise<void> {
    const user = this.authenticator.authenticate(request, (sender) =>
      requestAccess(sender, request.method ?? 'GET', url.pathname, url.searchParams),
    );
    const path = parseResourcePath(url.pathname);
    if (!path) {
      const answer = this.nonResource.handle(url, request, user);
      if (!answer) throw genericNotFound();
      await send(response, answer.code, answer.contentType, answer.body, request, answer.headers);
      return;
    }
    const api = await this.apiRequest(request, url, path, user);
    const accepted = negotiate(header(request, 'accept'));
    if (api.verb === 'watch') {
      serveWatch(this.api, api, accepted, this.now, response);
      return;
    }
    await this.reply(this.api.handle(api), accepted, request, response, url);
  }

  private async apiRequest(
    request: Incoming,
    url: URL,
    path: ResourcePath,
    user: UserInfo,
  ): Promise<ApiRequest> {
    const method = request.method ?? 'GET';
    const watching = BOOLEANS.has(url.searchParams.get('watch') ?? '0');
    const verb = verbOf(method, path, watching) as Verb | undefined;
    if (!verb) throw badRequest(`the server does not handle ${method} requests`);
    const contentType = header(request, 'content-type');
    const patchType = verb === 'patch' ? patchTypeOf(contentType) : undefined;
    const raw = method === 'GET' || method === 'HEAD' ? undefined : await readBody(request);
    const format =
      patchType === 'apply' ? 'yaml' : patchType ? 'json' : raw?.length ? bodyFormat(contentType) : 'json';
    const body = raw && parseBody(raw, format);
    const options = optionsOf(url.searchParams);
    const deleting = verb === 'delete' || verb === 'deletecollection';
    return {
      user,
      agent: header(request, 'user-agent') ?? 'unknown',
      verb,
      group: path.group,
      version: path.version,
      resource: path.resource,
      namespace: path.namespace,
      name: path.name,
      subresource: path.subresource,
      body,
      patchType,
      options: deleting ? deleteOptionsOf(body, options) : options,
    };
  }

  private async reply(
    answer: ApiResponse,
    accepted: Accepted,
    request: Incoming,
    response: Outgoing,
    url: URL,
  ): Promise<void> {
    const includeObject = url.searchParams.get('includeObject') ?? undefined;
    const object = transformed(answer.object, accepted, { includeObject, now: this.now() });
    const body = encode(object, accepted, wantsPretty(request, url));
    const headers: Headers = answer.warnings.length ? { warning: answer.warnings.map(warningHeader) } : {};
    await send(response, answer.code, contentTypeOf(accepted), body, request, headers);
  }

  private async fail(error: unknown, request: Incoming, response: Outgoing, url: URL): Promise<void> {
    if (!(error instanceof StatusError)) this.onDefect(error as Error);
    const { status } =
      error instanceof StatusError ? error : internalError('the request could not be handled');
    const seconds = status.details?.retryAfterSeconds;
    const headers: Headers = seconds ? { 'retry-after': String(seconds) } : {};
    const body = encode(status, { format: 'json', as: undefined }, wantsPretty(request, url));
    await send(response, status.code ?? 500, 'application/json', body, request, headers);
  }
}

const BOOLEANS = new Set(['', '1', 't', 'T', 'true', 'TRUE', 'True']);

export function header(request: Incoming, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

export function contentTypeOf({ format, as }: Accepted): string {
  const base = format === 'yaml' ? 'application/yaml' : 'application/json';
  return as ? `${base};as=${as};v=v1;g=meta.k8s.io` : base;
}

/** People who look with a browser or curl get indented JSON, as from the real API server. */
function wantsPretty(request: Incoming, url: URL): boolean {
  const asked = url.searchParams.get('pretty');
  if (asked !== null) return BOOLEANS.has(asked);
  return /^(curl|Wget|Mozilla)/.test(header(request, 'user-agent') ?? '');
}

function warningHeader(text: string): string {
  return `299 - "${text.replace(/[\\"]/g, '\\$&')}"`;
}

async function send(
  response: Outgoing,
  code: number,
  contentType: string,
  body: string,
  request: Incoming,
  headers: Headers = {},
): Promise<void> {
  const raw = Buffer.from(body);
  const small = await compressed(raw, header(request, 'accept-encoding'));
  response.statusCode = code;
  response.setHeader('content-type', contentType);
  response.setHeader('cache-control', 'no-cache, private');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (small) {
    response.setHeader('content-encoding', 'gzip');
    response.setHeader('vary', 'Accept-Encoding');
  }
  const sent = small ?? raw;
  response.setHeader('content-length', sent.length);
  if (request.method === 'HEAD') response.end();
  else response.end(sent);
}
