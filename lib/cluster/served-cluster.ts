import { randomBytes } from 'node:crypto';
import { SUPERUSERS } from './apiserver/authorization/authorizer';
import { ApiHttpServer, LOOPBACK } from './apiserver/http/api-http-server';
import { AUTHENTICATED, TokenAuthenticator } from './apiserver/http/authentication';
import { HttpHandler } from './apiserver/http/http-handler';
import { NonResourceHandler } from './apiserver/http/non-resource';
import { makeServingCertificate } from './apiserver/http/serving-certificate';
import { RealClock } from './clock/real-clock';
import { Cluster, type ClusterOptions } from './cluster';

export interface ServeOptions extends Omit<ClusterOptions, 'clock'> {
  /** 0 for any free one. @default 0 */
  readonly port?: number;
  /** How many seconds pass in the cluster in one real second. @default 1 */
  readonly speed?: number;
  /** Told of a defect in the server itself; the client got a Status 500. */
  readonly onDefect: (error: Error) => void;
}

/** A cluster in real time, served over HTTPS on loopback. */
export class ServedCluster {
  private constructor(
    readonly cluster: Cluster,
    private readonly server: ApiHttpServer,
    private readonly clock: RealClock,
    readonly port: number,
    private readonly token: string,
    private readonly authority: string,
  ) {}

  static async start({ port = 0, speed = 1, onDefect, ...options }: ServeOptions): Promise<ServedCluster> {
    const clock = new RealClock(speed);
    const cluster = new Cluster({ ...options, clock });
    const certificate = await makeServingCertificate();
    const token = randomBytes(32).toString('base64url');
    const admin = { name: 'kubernetes-admin', groups: [SUPERUSERS, AUTHENTICATED] };
    const authenticator = new TokenAuthenticator(new Map([[token, admin]]));
    let address = '';
    const nonResource = new NonResourceHandler(cluster.catalogue, cluster.authorizer, () => address);
    const handler = new HttpHandler(cluster.api, authenticator, nonResource, () => clock.now(), onDefect);
    const server = new ApiHttpServer(handler, certificate);
    const listening = await server.listen(port);
    address = `${LOOPBACK}:${listening}`;
    return new ServedCluster(cluster, server, clock, listening, token, certificate.authority);
  }

  get url(): string {
    return `https://${LOOPBACK}:${this.port}`;
  }

  /** A kubeconfig for the administrator; it holds the token, so it must be readable by its owner only. */
  kubeconfig(name: string): string {
    const authority = Buffer.from(this.authority).toString('base64');
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
    this.clock.stop();
    this.cluster.stop();
    await this.server.close();
  }
}
