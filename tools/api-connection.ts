import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { parse } from 'yaml';
import { type KubeObject, parseApiVersion } from '../lib/kube/object';
import { ResourceCatalogue } from '../lib/kube/resource-catalogue';

export interface ApiAnswer {
  readonly code: number;
  readonly body: unknown;
  /** Texts of `Warning:` headers. */
  readonly warnings: readonly string[];
}

/** A connection to a control plane that is there to be recorded: it trusts whatever certificate it is shown. */
export class ApiConnection {
  private readonly url: URL;
  private readonly token: string;
  private readonly catalogue = ResourceCatalogue.kubernetes();

  constructor(kubeconfig: string) {
    const config = parse(readFileSync(kubeconfig, 'utf8'));
    this.url = new URL(config.clusters[0].cluster.server);
    this.token = config.users[0].user.token;
  }

  /** Of the object itself; of its collection without a name. */
  path(object: KubeObject, name: string | undefined = object.metadata.name): string {
    const { group, version } = parseApiVersion(object.apiVersion!);
    const info = this.catalogue.findKind({ group, version, kind: object.kind! });
    if (!info) throw new Error(`${object.apiVersion} ${object.kind} is not served`);
    const prefix = group ? `/apis/${group}/${version}` : `/api/${version}`;
    const scope = info.namespaced ? `/namespaces/${object.metadata.namespace ?? 'default'}` : '';
    return `${prefix}${scope}/${info.resource}${name ? `/${name}` : ''}`;
  }

  /** Throws on any answer that is not a success, unless its code is `tolerated`. */
  async expect(method: string, path: string, body?: unknown, ...tolerated: number[]): Promise<unknown> {
    const answer = await this.send(method, path, body);
    if (answer.code >= 300 && !tolerated.includes(answer.code))
      throw new Error(`${method} ${path}: ${answer.code} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  send(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return this.sendText(method, path, body === undefined ? undefined : JSON.stringify(body), contentType);
  }

  /** A body that may be no JSON at all. */
  sendText(method: string, path: string, text: string | undefined, contentType: string): Promise<ApiAnswer> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      'content-type': contentType,
      'content-length': Buffer.byteLength(text ?? ''),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        new URL(path, this.url),
        { method, rejectUnauthorized: false, headers },
        (incoming) => {
          let answer = '';
          incoming.setEncoding('utf8').on('data', (chunk) => {
            answer += chunk;
          });
          incoming.on('end', () =>
            resolve({
              code: incoming.statusCode!,
              body: JSON.parse(answer),
              warnings: warningsOf(incoming.rawHeaders),
            }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(text);
    });
  }
}

/** `299 - "unknown field \"spec.foo\""` */
function warningsOf(rawHeaders: readonly string[]): string[] {
  return rawHeaders
    .filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]!.toLowerCase() === 'warning')
    .map((header) => JSON.parse(header.replace(/^299 - /, '')));
}
