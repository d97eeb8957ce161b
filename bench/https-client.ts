import { connect, type TLSSocket } from 'node:tls';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly token: string;
}

export interface Answer {
  readonly code: number;
  /** Put together when it is asked for: a benchmark counts answers, and reads them only to tell of an error. */
  body(): string;
}

const HEAD_END = '\r\n\r\n';

/**
 * One connection that sends one request after the other. It does little more than count bytes, so that a benchmark measures
 * the server and not its client.
 */
export class Connection {
  private received: Buffer[] = [];
  private length = 0;
  private settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  private head: Head | undefined;

  private constructor(
    private readonly socket: TLSSocket,
    private readonly endpoint: Endpoint,
  ) {
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error) => this.settle?.reject(error));
    socket.on('close', () => this.settle?.reject(new Error('the server closed the connection')));
  }

  static open(endpoint: Endpoint): Promise<Connection> {
    const { host, port } = endpoint;
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }, () =>
        resolve(new Connection(socket, endpoint)),
      );
      socket.setNoDelay(true);
      socket.once('error', reject);
    });
  }

  send(method: string, path: string, body?: string, contentType = 'application/json'): Promise<Answer> {
    const { host, token } = this.endpoint;
    const length =
      body === undefined
        ? ''
        : `content-type: ${contentType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\naccept: application/json\r\nuser-agent: bench/1.0\r\n${length}\r\n`;
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.socket.write(body === undefined ? head : head + body);
    });
  }

  close(): void {
    this.settle = undefined;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received.push(chunk);
    this.length += chunk.length;
    this.head ??= headIn(Buffer.concat(this.received));
    if (!this.head || !this.isComplete(this.head, chunk)) return;
    const { code, start } = this.head;
    const { received } = this;
    this.received = [];
    this.length = 0;
    this.head = undefined;
    this.settle!.resolve({ code, body: () => Buffer.concat(received).toString('utf8', start) });
  }

  /** A body of chunks ends with an empty one. */
  private isComplete({ end }: Head, last: Buffer): boolean {
    return end === undefined ? last.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) : this.length >= end;
  }
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** What the head of an answer says. */
interface Head {
  readonly code: number;
  /** Where the body begins. */
  readonly start: number;
  /** Where it ends; undefined for one in chunks. */
  readonly end: number | undefined;
}

function headIn(bytes: Buffer): Head | undefined {
  const at = bytes.indexOf(HEAD_END);
  if (at < 0) return undefined;
  const text = bytes.toString('latin1', 0, at);
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
  const start = at + HEAD_END.length;
  return {
    code: Number(text.slice(9, 12)),
    start,
    end: length === undefined ? undefined : start + Number(length),
  };
}

/** Runs `work` for each index, on as many connections as are given. */
export async function spread(
  connections: readonly Connection[],
  count: number,
  work: (connection: Connection, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    connections.map(async (connection) => {
      for (let index = next++; index < count; index = next++) await work(connection, index);
    }),
  );
}
