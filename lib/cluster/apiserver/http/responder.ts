import { randomUUID } from 'node:crypto';
import type { Status } from '../../../kube/generated/meta-v1';
import { internalError, StatusError } from '../../../kube/status';
import type { BodyStream, HttpReply, HttpRequest } from './exchange';
import { type Accepted, mediaTypeOf, negotiateError } from './negotiation';
import type { QueryParameters } from './request-target';
import { compressed, printBody } from './response-body';

export interface DocumentOptions {
  readonly warnings?: readonly string[];
  /** Items of a list do not repeat their kind. */
  readonly bareItems?: boolean;
}

/** Resolves once everything that was written so far is safe; undefined when it is already. */
export type Committed = () => Promise<void> | undefined;

/** Writes the answer to one request, with the headers that every answer has. */
export class Responder {
  private readonly auditId: string;

  constructor(
    private readonly request: HttpRequest,
    private readonly reply: HttpReply,
    private readonly query: QueryParameters,
    private readonly committed?: Committed,
  ) {
    this.auditId = request.header('audit-id') || randomUUID();
  }

  /** An object in the form the client accepts. */
  async document(
    status: number,
    object: object,
    { format, pretty }: Accepted,
    { warnings = NONE, bareItems = false }: DocumentOptions = {},
  ): Promise<void> {
    const printing = { format, pretty: pretty || this.wantsPretty(), bareItems };
    await this.send(
      status,
      mediaTypeOf(format),
      printBody(object, printing),
      warnings.flatMap((value) => ['Warning', value]),
    );
  }

  /**
   * A body that is ready to be sent. Nobody is told of what a crash could undo: neither who wrote nor who reads. Node would
   * write a text in one piece with the headers, both as UTF-8; the bytes of warnings have to stay as they are.
   */
  async send(
    status: number,
    contentType: string,
    body: string | Buffer,
    more: readonly string[] = NONE,
  ): Promise<void> {
    const headers = this.headers(contentType, more);
    const pending = this.committed?.();
    if (pending) await pending;
    const small = compressed(body, this.request.header('accept-encoding'));
    if (this.request.method === 'HEAD') this.reply.send(status, headers, '');
    else if (small) this.reply.send(status, [...headers, ...COMPRESSED], await small);
    else if (typeof body === 'string' && (more.includes('Warning') || body.length > LONG))
      this.reply.send(status, headers, Buffer.from(body));
    else this.reply.send(status, headers, body);
  }

  /** A text for people. */
  plain(status: number, text: string): Promise<void> {
    return this.send(status, 'text/plain; charset=utf-8', text, NO_SNIFFING);
  }

  /** A document that is always indented, and always JSON. */
  indented(document: object): Promise<void> {
    return this.send(200, 'application/json', JSON.stringify(document, undefined, 2));
  }

  /** A file. */
  async bytes(
    body: Buffer,
    contentType = 'application/octet-stream',
    more: readonly string[] = NONE,
  ): Promise<void> {
    await this.committed?.();
    this.reply.send(200, this.headers(contentType, more), body);
  }

  /** An answer without a body. */
  empty(status: number, more: readonly string[] = NONE): void {
    this.reply.send(status, this.headers(undefined, more), '');
  }

  /** Calls `deliver` when it may be told what has been written so far; `fail` when that will never be. */
  whenCommitted(deliver: () => void, fail: () => void): void {
    const pending = this.committed?.();
    if (pending) pending.then(deliver, fail);
    else deliver();
  }

  /** The head of a watch. */
  open(contentType: string, warnings: readonly string[]): BodyStream {
    return this.reply.open(
      200,
      this.headers(
        contentType,
        warnings.flatMap((value) => ['Warning', value]),
      ),
    );
  }

  /**
   * Tells of an error. What is no Status is a defect of the server itself; its text stays here.
   * @param warnings values of `Warning:` headers
   * @param isRefusal for a request that was refused before it was looked at
   */
  async fail(error: unknown, warnings: readonly string[] = NONE, isRefusal = false): Promise<void> {
    const { status } =
      error instanceof StatusError ? error : internalError('the request could not be handled');
    const { format, pretty } = negotiateError(this.request.header('accept'));
    const printing = { format, pretty: pretty || this.wantsPretty(), bareItems: false };
    await this.send(status.code ?? 500, mediaTypeOf(format), printBody(status, printing), [
      ...warnings.flatMap((value) => ['Warning', value]),
      ...retryAfter(status),
      ...(isRefusal ? NO_SNIFFING : NONE),
      ...(status.code === 413 ? CLOSING : NONE),
    ]);
  }

  private headers(contentType: string | undefined, more: readonly string[]): string[] {
    const headers = ['Audit-Id', this.auditId];
    if (!more.includes('Cache-Control')) headers.push('Cache-Control', 'no-cache, private');
    if (contentType !== undefined) headers.push('Content-Type', contentType);
    headers.push(...more);
    return headers;
  }

  /** People who look with a browser or curl get indented JSON. */
  private wantsPretty(): boolean {
    const asked = this.query.get('pretty');
    if (asked) return TRUE.has(asked);
    return /^(?:curl|Wget|Mozilla\/5\.0)/.test(this.request.header('user-agent') ?? '');
  }
}

const NONE: readonly string[] = [];
/** Characters from which a text is turned into bytes before it is written: Node is slow at it with long ones. */
const LONG = 64 * 1024;
const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const COMPRESSED = ['Content-Encoding', 'gzip', 'Vary', 'Accept-Encoding'];
const NO_SNIFFING = ['X-Content-Type-Options', 'nosniff'];
/** Nobody reads the rest of what the client goes on to send. */
const CLOSING = ['Connection', 'close'];

function retryAfter({ details }: Status): readonly string[] {
  return details?.retryAfterSeconds ? ['Retry-After', String(details.retryAfterSeconds)] : NONE;
}
