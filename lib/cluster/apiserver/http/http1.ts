import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyReader } from './body-reader';
import type { BodyStream, HeaderList, HttpReply, HttpRequest } from './exchange';

/** A request of HTTP/1. */
export class Http1Request implements HttpRequest {
  constructor(private readonly message: IncomingMessage) {}

  get method(): string {
    return this.message.method ?? 'GET';
  }

  get target(): string {
    return this.message.url ?? '/';
  }

  header(name: string): string | undefined {
    const value = this.message.headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  }

  get rawHeaders(): HeaderList {
    return this.message.rawHeaders;
  }

  get socket(): object {
    return this.message.socket;
  }

  body(most: number): Promise<Buffer> {
    return new BodyReader(this.message, this.header('content-length'), most).read();
  }
}

/** The answer to a request of HTTP/1. */
export class Http1Reply implements HttpReply {
  constructor(private readonly response: ServerResponse) {}

  get hasStarted(): boolean {
    return this.response.headersSent;
  }

  send(status: number, headers: HeaderList, body: string | Buffer): void {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    this.response.writeHead(status, [...headers, 'Content-Length', String(length)]);
    this.response.end(body);
  }

  open(status: number, headers: HeaderList): BodyStream {
    this.response.writeHead(status, headers as string[]);
    this.response.flushHeaders();
    return new Http1Stream(this.response);
  }

  abort(): void {
    this.response.destroy();
  }
}

class Http1Stream implements BodyStream {
  constructor(private readonly response: ServerResponse) {}

  get waiting(): number {
    return this.response.writableLength;
  }

  write(text: string | Buffer): void {
    this.response.write(text);
  }

  end(): void {
    this.response.end();
  }

  abort(): void {
    this.response.destroy();
  }

  onClose(listener: () => void): void {
    this.response.on('close', listener);
  }
}
