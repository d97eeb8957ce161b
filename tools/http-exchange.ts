import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { parse } from 'yaml';

/** A request as it goes over the wire; headers beside the ones given are only those that HTTP needs. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Buffer;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly body: Buffer;
}

/** Where a kubeconfig's current cluster is, and its user's token. */
export interface Endpoint {
  readonly url: URL;
  readonly token: string;
}

export function endpointOf(kubeconfig: string): Endpoint {
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  return { url: new URL(config.clusters[0].cluster.server), token: config.users[0].user.token };
}

/** What to do while an answer that does not end by itself, a watch, comes in. */
export interface Streaming {
  /** Called once the headers have come. */
  readonly onOpen: () => void;
  /** Called with all that has come until now; true ends the exchange. */
  readonly isEnough: (text: string) => boolean;
}

/** A connection to a control plane that is there to be recorded: it trusts whatever certificate it is shown. */
export class HttpExchange {
  private readonly agent: http.Agent;
  private readonly module: Pick<typeof http, 'request'>;

  /** @param patience milliseconds after which an answer that has not ended is taken as it is */
  constructor(
    private readonly endpoint: Endpoint,
    private readonly patience: number = 30_000,
  ) {
    const isSecure = endpoint.url.protocol === 'https:';
    this.module = isSecure ? https : http;
    this.agent = isSecure
      ? new https.Agent({ rejectUnauthorized: false, keepAlive: true })
      : new http.Agent({ keepAlive: true });
  }

  /**
   * Sends the request exactly as it is, with the user's token unless it has an `authorization` header of its own: an
   * empty one stands for none.
   */
  send({ method, path, headers, body }: WireRequest, streaming?: Streaming): Promise<WireAnswer> {
    const { hostname, port } = this.endpoint.url;
    // Node leaves it out for methods that seldom have a body.
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = { authorization: `Bearer ${this.endpoint.token}`, ...length, ...headers };
    const kept = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== ''));
    const options = { hostname, port, method, path, headers: kept, agent: this.agent };
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let answer: Pick<WireAnswer, 'status' | 'headers'> = { status: 0, headers: {} };
      const finish = () => {
        clearTimeout(timer);
        resolve({ ...answer, body: Buffer.concat(chunks) });
      };
      const outgoing = this.module.request(options, (incoming) => {
        answer = { status: incoming.statusCode!, headers: incoming.headers };
        incoming.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (streaming?.isEnough(Buffer.concat(chunks).toString())) leave();
        });
        incoming.on('end', finish);
        incoming.on('error', finish);
        streaming?.onOpen();
      });
      const leave = () => {
        finish();
        outgoing.destroy();
      };
      const timer = setTimeout(leave, this.patience);
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** Sends and reads JSON. Throws on any answer that is not a success, unless its code is `tolerated`. */
  async json(method: string, path: string, body?: unknown, ...tolerated: number[]): Promise<unknown> {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const answer = await this.send({ method, path, headers, body: sent });
    const text = answer.body.toString();
    if (answer.status >= 300 && !tolerated.includes(answer.status))
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  close(): void {
    this.agent.destroy();
  }
}
