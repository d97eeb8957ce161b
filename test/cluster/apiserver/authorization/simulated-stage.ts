import { API_AUDIENCES } from '../../../../lib/cluster/access-control';
import type { SigningKey } from '../../../../lib/cluster/apiserver/authentication/signing-key';
import { Impersonation } from '../../../../lib/cluster/apiserver/authorization/impersonation';
import { RequestAuthenticator } from '../../../../lib/cluster/apiserver/http/authentication';
import { ClientCertificates } from '../../../../lib/cluster/apiserver/http/client-certificates';
import type {
  BodyStream,
  HeaderList,
  HttpReply,
  HttpRequest,
} from '../../../../lib/cluster/apiserver/http/exchange';
import { HttpHandler } from '../../../../lib/cluster/apiserver/http/http-handler';
import { NonResourceHandler } from '../../../../lib/cluster/apiserver/http/non-resource';
import { OpenIdDocuments } from '../../../../lib/cluster/apiserver/http/openid-documents';
import { ADMIN } from '../../../../lib/cluster/identities';
import { VirtualCluster } from '../../../../lib/cluster/virtual-cluster';
import { type KubeObject, parseApiVersion } from '../../../../lib/kube/object';
import type { ForgedToken, Stage } from './scene';

const TOKEN = 'admintoken';
const ADDRESS = '127.0.0.1:6443';
/** The user under whose name the real cluster was recorded. */
const RECORDED_ADMIN = { ...ADMIN, name: 'admin', uid: 'admin' };

/** A simulated cluster behind its HTTP handler, without a socket: time passes only while the scene pauses. */
export class SimulatedStage implements Stage {
  readonly cluster = new VirtualCluster({
    start: Date.now(),
    tokens: new Map([[TOKEN, RECORDED_ADMIN]]),
    without: ['scheduler', 'kubelets', 'network'],
  });
  readonly defects: Error[] = [];
  private readonly handler: HttpHandler;
  private readonly key: SigningKey;

  constructor() {
    const { api, catalogue, access } = this.cluster;
    this.key = access.signingKey;
    this.handler = new HttpHandler({
      api,
      catalogue,
      authenticator: new RequestAuthenticator({
        tokens: access.authenticator,
        audiences: API_AUDIENCES,
        impersonation: new Impersonation(access.authorizer),
        certificates: new ClientCertificates(() => this.cluster.now()),
      }),
      authorizer: access.authorizer,
      nonResource: new NonResourceHandler(catalogue, () => ADDRESS, {
        openId: new OpenIdDocuments(access.signingKey, () => ADDRESS),
      }),
      now: () => this.cluster.now(),
      onDefect: (error) => this.defects.push(error),
    });
    this.cluster.settle();
  }

  async send(
    method: string,
    path: string,
    headers: Parameters<Stage['send']>[2],
    body = '',
  ): Promise<{ status: number; body: string }> {
    const given = { authorization: `Bearer ${TOKEN}`, 'user-agent': 'recorder/1.0', ...headers };
    const pairs = Object.entries(given).flatMap(([name, values]) =>
      [values].flat().flatMap((value) => (value === '' ? [] : [name, value])),
    );
    const reply = new Reply();
    await this.handler.handle(new Request(method, path, pairs, body), reply);
    return { status: reply.status, body: reply.text };
  }

  pathOf({ apiVersion, kind, metadata }: KubeObject): string {
    const { group, version } = parseApiVersion(apiVersion!);
    const info = this.cluster.catalogue.findKind({ group, version, kind: kind! })!;
    const prefix = group ? `/apis/${group}/${version}` : `/api/${version}`;
    return `${prefix}${info.namespaced ? `/namespaces/${metadata.namespace}` : ''}/${info.resource}`;
  }

  forge({ claims, header, isSpoiled }: ForgedToken): string {
    const { algorithm, id } = this.key;
    const given = header ?? { alg: 'own', kid: id };
    const parts = [given.alg === 'own' ? { ...given, alg: algorithm } : given, claims];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${this.key.sign(isSpoiled ? `${text}.` : text).toString('base64url')}`;
  }

  async pause(milliseconds: number): Promise<void> {
    this.cluster.advance(milliseconds);
  }
}

class Request implements HttpRequest {
  readonly socket = {};

  constructor(
    readonly method: string,
    readonly target: string,
    readonly rawHeaders: HeaderList,
    private readonly content: string,
  ) {}

  header(name: string): string | undefined {
    const index = this.rawHeaders.findIndex((one, place) => place % 2 === 0 && one.toLowerCase() === name);
    return index < 0 ? undefined : this.rawHeaders[index + 1];
  }

  async body(): Promise<Buffer> {
    return Buffer.from(this.content);
  }
}

class Reply implements HttpReply {
  status = 0;
  text = '';

  get hasStarted(): boolean {
    return this.status !== 0;
  }

  send(status: number, _headers: HeaderList, body: string | Buffer): void {
    this.status = status;
    this.text = body.toString();
  }

  open(): BodyStream {
    throw new Error('no scene watches');
  }

  abort(): void {
    throw new Error('no scene breaks off');
  }
}
