import { randomBytes } from 'node:crypto';
import { API_AUDIENCES } from './access-control';
import { Impersonation } from './apiserver/authorization/impersonation';
import { ApiHttpServer, LOOPBACK } from './apiserver/http/api-http-server';
import { RequestAuthenticator } from './apiserver/http/authentication';
import { type CertifiedKey, makeAuthority, makeServingCertificate } from './apiserver/http/certificates';
import { ClientCertificates } from './apiserver/http/client-certificates';
import { HttpHandler } from './apiserver/http/http-handler';
import { NonResourceHandler } from './apiserver/http/non-resource';
import { OpenIdDocuments } from './apiserver/http/openid-documents';
import { EllipticSigningKey } from './apiserver/http/signing-key';
import { RealClock } from './clock/real-clock';
import { Cluster, type ClusterOptions } from './cluster';
import { COMPACTION_INTERVAL, Compactor } from './history';
import { ADMIN } from './identities';

export interface ServeOptions extends Omit<ClusterOptions, 'clock' | 'tokens' | 'signingKey' | 'rootCa'> {
  /** 0 for any free one. @default 0 */
  readonly port?: number;
  /** How many seconds pass in the cluster in one real second. @default 1 */
  readonly speed?: number;
  /** Told of a defect in the server or a component; the cluster goes on, and a client got a Status 500. */
  readonly onDefect: (error: Error) => void;
}

/** A cluster in real time, served over HTTPS on loopback. */
export class ServedCluster {
  private readonly compaction: NodeJS.Timeout;

  private constructor(
    readonly cluster: Cluster,
    private readonly server: ApiHttpServer,
    private readonly clock: RealClock,
    readonly port: number,
    private readonly token: string,
    private readonly authority: CertifiedKey,
  ) {
    const compactor = new Compactor(cluster.history);
    this.compaction = setInterval(() => compactor.tick(), COMPACTION_INTERVAL).unref();
  }

  static async start({ port = 0, speed = 1, onDefect, ...options }: ServeOptions): Promise<ServedCluster> {
    const authority = await makeAuthority();
    const certificate = await makeServingCertificate(authority);
    const clock = new RealClock(speed, undefined, onDefect);
    const token = randomBytes(32).toString('base64url');
    const cluster = new Cluster({
      ...options,
      clock,
      tokens: new Map([[token, ADMIN]]),
      signingKey: EllipticSigningKey.make(),
      rootCa: authority.certificate,
    });
    const { authorizer, authenticator: tokens, signingKey } = cluster.access;
    const authenticator = new RequestAuthenticator({
      tokens,
      audiences: API_AUDIENCES,
      impersonation: new Impersonation(authorizer),
      certificates: new ClientCertificates(),
    });
    let address = '';
    const openId = new OpenIdDocuments(signingKey, () => address);
    const nonResource = new NonResourceHandler(cluster.catalogue, () => address, openId);
    const handler = new HttpHandler({
      api: cluster.api,
      catalogue: cluster.catalogue,
      authenticator,
      authorizer,
      nonResource,
      now: () => clock.now(),
      onDefect,
    });
    const server = new ApiHttpServer(handler, certificate, authority.certificate);
    const listening = await server.listen(port);
    address = `${LOOPBACK}:${listening}`;
    return new ServedCluster(cluster, server, clock, listening, token, authority);
  }

  get url(): string {
    return `https://${LOOPBACK}:${this.port}`;
  }

  /** A kubeconfig for the administrator; it holds the token, so it must be readable by its owner only. */
  kubeconfig(name: string): string {
    const authority = Buffer.from(this.authority.certificate).toString('base64');
    return [
      'apiVersion: v1',
      'kind: Config',
      'clusters:',
      `- name: ${name}`,
      '  cluster:',
      `    server: ${this.url}`,
      `    certificate-authority-data: ${authority}`,
      'users:',
      `- name: ${name}`,
      '  user:',
      `    token: ${this.token}`,
      'contexts:',
      `- name: ${name}`,
      '  context:',
      `    cluster: ${name}`,
      `    user: ${name}`,
      `current-context: ${name}`,
      '',
    ].join('\n');
  }

  async stop(): Promise<void> {
    clearInterval(this.compaction);
    this.clock.stop();
    this.cluster.stop();
    await this.server.close();
  }
}
