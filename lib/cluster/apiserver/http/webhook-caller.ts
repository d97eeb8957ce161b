import https from 'node:https';
import type { ApiHandler, ApiRequest, ApiResponse, Verb } from '../../../kube/api-request';
import { goQuote } from '../../../kube/go-format';
import { internalError } from '../../../kube/status';
import {
  type WebhookAnswer,
  WebhookAnswers,
  type WebhookCall,
  WebhookCallNeeded,
} from '../../../kube/webhook-call';

/** Who can post a review to a webhook. Never rejects: a call that fails is an answer too. */
export type WebhookCaller = (call: WebhookCall) => Promise<WebhookAnswer>;

/** More calls for one request are refused. */
const MOST_CALLS = 200;
/** Longer answers are refused. */
const MOST_BYTES = 3 * 1024 * 1024;

const WRITES: ReadonlySet<Verb> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

/** Handles a request as often as there are webhooks whose answer is not known yet. */
export async function handleWithWebhooks(
  api: ApiHandler,
  request: ApiRequest,
  caller: WebhookCaller,
): Promise<ApiResponse> {
  if (!WRITES.has(request.verb)) return api.handle(request);
  return withWebhooks(request, caller, (asked) => api.handle(asked));
}

/** Does what a request asks for as often as there are webhooks whose answer is not known yet. */
export async function withWebhooks<R extends Pick<ApiRequest, 'warnings'>, T>(
  request: R,
  caller: WebhookCaller,
  act: (request: R & { readonly webhooks: WebhookAnswers }) => T,
): Promise<T> {
  const webhooks = new WebhookAnswers();
  const told = request.warnings?.length ?? 0;
  for (let calls = 0; calls <= MOST_CALLS; calls++) {
    try {
      return act({ ...request, webhooks });
    } catch (error) {
      if (!(error instanceof WebhookCallNeeded)) throw error;
      webhooks.add(error.call, await caller(error.call));
      // What was said so far will be said again.
      request.warnings?.splice(told);
    }
  }
  throw internalError(`more than ${MOST_CALLS} calls of webhooks for one request`);
}

/** Posts reviews over HTTPS. */
export const callOverHttps: WebhookCaller = (call) =>
  new Promise((resolve) => {
    const failed = (why: string) => resolve({ failure: `Post ${goQuote(call.url)}: ${why}` });
    let url: URL;
    try {
      url = new URL(call.url);
    } catch {
      failed('the address cannot be read');
      return;
    }
    const body = Buffer.from(JSON.stringify(call.review));
    const request = https.request(url, {
      method: 'POST',
      headers: {
        accept: 'application/json, */*',
        'content-type': 'application/json',
        'content-length': body.length,
        'user-agent': 'kube-apiserver-admission',
      },
      agent: false,
      ...(call.caBundle ? { ca: Buffer.from(call.caBundle, 'base64') } : {}),
    });
    const timer = setTimeout(() => {
      failed('context deadline exceeded');
      request.destroy();
    }, call.timeoutSeconds * 1000);
    request.on('error', (error) => {
      clearTimeout(timer);
      failed(goText(error, url));
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MOST_BYTES) request.destroy(new Error('http: response body too large'));
        else chunks.push(chunk);
      });
      response.on('end', () => {
        clearTimeout(timer);
        resolve({
          status: response.statusCode!,
          contentType: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).toString(),
        });
      });
      response.on('error', (error) => failed(goText(error, url)));
    });
    request.end(body);
  });

const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
]);

/** What Go says of the same failure. */
function goText(
  error: NodeJS.ErrnoException & { readonly address?: string; readonly port?: number },
  url: URL,
): string {
  const { code = '', address = url.hostname, port = url.port || 443, message } = error;
  const place = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  switch (code) {
    case 'ECONNREFUSED':
      return `dial tcp ${place}: connect: connection refused`;
    case 'ENOTFOUND':
      return `dial tcp: lookup ${url.hostname}: no such host`;
    case 'ECONNRESET':
      return 'EOF';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `tls: failed to verify certificate: x509: certificate is not valid for ${url.hostname}`;
    case 'CERT_HAS_EXPIRED':
      return 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid';
    default:
      return UNTRUSTED.has(code)
        ? 'tls: failed to verify certificate: x509: certificate signed by unknown authority'
        : message;
  }
}
