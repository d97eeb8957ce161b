import {
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { BodyReader } from './body-reader';
import type { BodyStream, HeaderList, HttpReply, HttpRequest } from './exchange';

/** A request of HTTP/2: one stream among those of a connection. */
export class Http2Request implements HttpRequest {
  constructor(
    private readonly stream: ServerHttp2Stream,
    private readonly headers: IncomingHttpHeaders,
    readonly rawHeaders: HeaderList,
  ) {}

  get method(): string {
    return this.headers[':method'] ?? 'GET';
  }

  get target(): string {
    return this.headers[':path'] ?? '/';
  }

  header(name: string): string | undefined {
    const value = this.headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  }

  get socket(): object {
    return this.stream.session?.socket ?? this.stream;
  }

  body(most: number): Promise<Buffer> {
    return new BodyReader(this.stream, this.header('content-length'), most).read();
  }
}

/** HTTP/2 has no headers about the connection. */
const OF_CONNECTION = new Set(['connection']);

/** The answer to a request of HTTP/2. */
export class Http2Reply implements HttpReply {
  constructor(private readonly stream: ServerHttp2Stream) {}

  get hasStarted(): boolean {
    return this.stream.headersSent;
  }

  send(status: number, headers: HeaderList, body: string | Buffer): void {
    if (!this.isOpen) return;
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    const all = { ...fieldsOf(status, headers), 'content-length': length };
    this.stream.respond(all, { endStream: length === 0 });
    if (length > 0) this.stream.end(body);
    // What is still to come of the request has no reader.
    if (status === 413) this.stream.close(constants.NGHTTP2_NO_ERROR);
  }

  open(status: number, headers: HeaderList): BodyStream {
    if (this.isOpen) this.stream.respond(fieldsOf(status, headers));
    return new Http2Stream(this.stream);
  }

  abort(): void {
    this.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }

  private get isOpen(): boolean {
    return !this.stream.destroyed && !this.stream.closed;
  }
}

function fieldsOf(status: number, headers: HeaderList): OutgoingHttpHeaders {
  const fields: OutgoingHttpHeaders = { ':status': status };
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!.toLowerCase();
    const value = headers[index + 1]!;
    if (OF_CONNECTION.has(name)) continue;
    const known = fields[name];
    fields[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [String(known)]), value];
  }
  return fields;
}

class Http2Stream implements BodyStream {
  constructor(private readonly stream: ServerHttp2Stream) {}

  get waiting(): number {
    return this.stream.writableLength;
  }

  write(text: string | Buffer): void {
    if (!this.stream.destroyed && !this.stream.writableEnded) this.stream.write(text);
  }

  end(): void {
    this.stream.end();
  }

  abort(): void {
    this.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }

  onClose(listener: () => void): void {
    if (this.stream.destroyed) listener();
    else this.stream.on('close', listener);
  }
}
