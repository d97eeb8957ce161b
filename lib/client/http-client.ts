import { request as httpRequest, type IncomingMessage } from 'node:http';
import { type RequestOptions as HttpsOptions, request as httpsRequest } from 'node:https';
import type { ListObject } from '../kube/api-request';
import type { Status } from '../kube/generated/meta-v1';
import { type KubeObject, parseApiVersion } from '../kube/object';
import type { ResourceType } from '../kube/resource-type';
import { isStatus, StatusError } from '../kube/status';
import { describeConnectionError } from './connection-error';
import {
  type ApplyOptions,
  type ApplyResult,
  type DeleteOptions,
  type KubernetesClient,
  type ListOptions,
  type ObjectReference,
  type ServerVersion,
  UnreachableError,
} from './kubernetes-client';

/** Milliseconds after which a request without an answer is given up. */
const TIMEOUT = 30_000;

interface Answer {
  readonly code: number;
  readonly body: unknown;
  readonly warnings: readonly string[];
}

/** Where a cluster is and how to get in: what is used of `KubeConfig` of @kubernetes/client-node, an ES module. */
export interface ClusterAccess {
  getCurrentContext(): string;
  getCurrentCluster(): { readonly server: string } | null;
  applyToHTTPSOptions(options: HttpsOptions): Promise<void>;
}

/** Speaks to any Kubernetes API server over HTTPS; who it is and how it trusts the server comes from a kubeconfig. */
export class HttpClient implements KubernetesClient {
  readonly server: string;
  private readonly discovered = new Map<string, Promise<readonly ResourceType[]>>();

  constructor(private readonly config: ClusterAccess) {
    const context = config.getCurrentContext();
    this.server = `${config.getCurrentCluster()?.server} (context ${context})`;
  }

  async version(): Promise<ServerVersion> {
    return (await this.send('GET', '/version')).body as ServerVersion;
  }

  async resourceOf(apiVersion: string, kind: string): Promise<ResourceType | undefined> {
    let resources = this.discovered.get(apiVersion);
    if (!resources) {
      resources = this.discover(apiVersion);
      this.discovered.set(apiVersion, resources);
    }
    return (await resources).find((one) => one.kind === kind);
  }

  async get(reference: ObjectReference): Promise<KubeObject | undefined> {
    try {
      return (await this.send('GET', pathOf(reference))).body as KubeObject;
    } catch (error) {
      if (isStatus(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async list(type: ResourceType, namespace: string, options: ListOptions = {}): Promise<ListObject> {
    return (await this.send('GET', `${collectionOf(type, namespace)}${query({ ...options })}`))
      .body as ListObject;
  }

  async apply(reference: ObjectReference, object: KubeObject, options: ApplyOptions): Promise<ApplyResult> {
    const { fieldManager, force = false, dryRun = false } = options;
    const parameters = query({ fieldManager, force: String(force), ...(dryRun ? { dryRun: 'All' } : {}) });
    const path = `${pathOf(reference)}${parameters}`;
    const { code, body, warnings } = await this.send('PATCH', path, object, 'application/apply-patch+yaml');
    return { object: body as KubeObject, created: code === 201, warnings };
  }

  async delete(reference: ObjectReference, options: DeleteOptions = {}): Promise<boolean> {
    const { propagation = 'Background', uid, dryRun } = options;
    const body = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: propagation,
      ...(uid ? { preconditions: { uid } } : {}),
      ...(dryRun ? { dryRun: ['All'] } : {}),
    };
    try {
      await this.send('DELETE', pathOf(reference), body);
      return true;
    } catch (error) {
      if (isStatus(error, 'NotFound')) return false;
      throw error;
    }
  }

  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  now(): number {
    return Date.now();
  }

  private async discover(apiVersion: string): Promise<readonly ResourceType[]> {
    const { group, version } = parseApiVersion(apiVersion);
    try {
      const { body } = await this.send('GET', group ? `/apis/${apiVersion}` : `/api/${apiVersion}`);
      const { resources } = body as { resources: { name: string; kind: string; namespaced: boolean }[] };
      return resources
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind, namespaced }) => ({ group, version, resource: name, kind, namespaced }));
    } catch (error) {
      if (isStatus(error, 'NotFound')) return [];
      throw error;
    }
  }

  private async send(
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): Promise<Answer> {
    const response = await this.open(method, path, body, contentType);
    const text = await readAll(response);
    const code = response.statusCode ?? 0;
    const parsed = parseBody(text, code, this.server);
    if (code >= 400) throw this.failure(code, parsed);
    return { code, body: parsed, warnings: warningsOf(response) };
  }

  private async open(
    method: string,
    path: string,
    body?: unknown,
    contentType?: string,
  ): Promise<IncomingMessage> {
    const cluster = this.config.getCurrentCluster();
    if (!cluster)
      throw new UnreachableError(
        `the context ${this.config.getCurrentContext()} names no cluster in this kubeconfig`,
      );
    const url = new URL(cluster.server.replace(/\/$/, '') + path);
    const options: HttpsOptions = {
      method,
      headers: { accept: 'application/json', 'user-agent': 'seaworthy' },
    };
    await this.config.applyToHTTPSOptions(options);
    const payload = body === undefined ? undefined : JSON.stringify(body);
    if (payload !== undefined) {
      options.headers = {
        ...options.headers,
        'content-type': contentType,
        'content-length': Buffer.byteLength(payload),
      };
    }
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
    return new Promise((resolve, reject) => {
      const outgoing = send(url, options, (response) => {
        outgoing.setTimeout(0);
        resolve(response);
      });
      outgoing.setTimeout(TIMEOUT, () =>
        outgoing.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
      );
      outgoing.on('error', (error) =>
        reject(new UnreachableError(describeConnectionError(error, this.server))),
      );
      outgoing.end(payload);
    });
  }

  private failure(code: number, body: unknown): Error {
    const status = body as Partial<Status>;
    if (code === 401)
      return new UnreachableError(
        `${this.server} does not accept the credentials of this kubeconfig (401 Unauthorized): log in again, or choose another context`,
      );
    if (status.kind === 'Status') return new StatusError(status as Status);
    return new UnreachableError(
      `${this.server} answered ${code} without a Kubernetes Status: is it an API server?`,
    );
  }
}

function collectionOf({ group, version, resource, namespaced }: ResourceType, namespace: string): string {
  const prefix = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const scope = namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${prefix}${scope}/${resource}`;
}

function pathOf({ type, namespace, name }: ObjectReference): string {
  return `${collectionOf(type, namespace)}/${encodeURIComponent(name)}`;
}

function query(parameters: { readonly [name: string]: string | undefined }): string {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

function parseBody(text: string, code: number, server: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreachableError(
      `${server} answered ${code} with something that is not JSON: is it an API server?`,
    );
  }
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Texts of the `Warning: 299 - "…"` headers. */
function warningsOf({ headers }: IncomingMessage): string[] {
  const header = headers['warning'] ?? '';
  return [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) =>
    text!.replace(/\\(.)/g, '$1'),
  );
}
