import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
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

/** A connection to a control plane that is there to be recorded: it trusts whatever certificate it is shown. */
export class HttpExchange {
  private readonly agent = new Agent({ rejectUnauthorized: false, keepAlive: true });

  constructor(private readonly endpoint: Endpoint) {}

  /**
   * Sends the request exactly as it is, with the user's token unless it has an `authorization` header of its own.
   * @param within milliseconds after which what came until then is the answer: for watches
   */
  send({ method, path, headers, body }: WireRequest, within?: number): Promise<WireAnswer> {
    const { hostname, port } = this.endpoint.url;
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const sent = { authorization: `Bearer ${this.endpoint.token}`, ...headers };
      const kept = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== ''));
      const outgoing = request(
        { hostname, port, method, path, headers: kept, agent: this.agent },
        (incoming) => {
          const finish = () => {
            clearTimeout(timer);
            resolve({ status: incoming.statusCode!, headers: incoming.headers, body: Buffer.concat(chunks) });
          };
          const timer = setTimeout(() => {
            finish();
            outgoing.destroy();
          }, within ?? 60_000);
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', finish);
        },
      );
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
