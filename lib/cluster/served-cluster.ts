import { randomInt } from 'node:crypto';
import { Nodes } from '../kube/generated/resources';
import { API_AUDIENCES } from './access-control';
import { Impersonation } from './apiserver/authorization/impersonation';
import { ApiHttpServer, LOOPBACK } from './apiserver/http/api-http-server';
import { RequestAuthenticator } from './apiserver/http/authentication';
import { ClusterAuthority } from './apiserver/http/certificate-authority';
import { makeServingCertificate } from './apiserver/http/certificates';
import { ClientCertificates } from './apiserver/http/client-certificates';
import { HttpHandler } from './apiserver/http/http-handler';
import { NonResourceHandler } from './apiserver/http/non-resource';
import { OpenIdDocuments } from './apiserver/http/openid-documents';
import { EllipticSigningKey } from './apiserver/http/signing-key';
import { callOverHttps } from './apiserver/http/webhook-caller';
import type { Clock } from './clock/clock';
import { RealClock } from './clock/real-clock';
import { Cluster, type ClusterOptions } from './cluster';
import { ClusterHome } from './durable/cluster-home';
import { COMPACTION_INTERVAL, Compactor } from './history';
import { ADMIN } from './identities';

export interface ServeOptions
  extends Omit<ClusterOptions, 'clock' | 'tokens' | 'signingKey' | 'rootCa' | 'authority' | 'storage'> {
  /** 0 for any free one. @default that of the data folder, or any free one */
  readonly port?: number;
  /** How many seconds pass in the cluster in one real second. @default 1 */
  readonly speed?: number;
  /** Where the cluster is kept: it goes on from there when it is started again. @default in memory */
  readonly dataFolder?: string;
  /** Told of a defect in the server or a component; the cluster goes on, and a client got a Status 500. */
  readonly onDefect: (error: Error) => void;
}

/** A cluster in real time, served over HTTPS on loopback. */
export class ServedCluster {
  private readonly compaction: NodeJS.Timeout;

  private constructor(
    readonly cluster: Cluster,
    private readonly home: ClusterHome,
    private readonly server: ApiHttpServer,
    private readonly clock: RealClock,
    readonly port: number,
  ) {
    const compactor = new Compactor(cluster.history);
    this.compaction = setInterval(() => compactor.tick(), COMPACTION_INTERVAL).unref();
  }

  /** @throws DataFolderError for a data folder that cannot be used. @throws PortError */
  static async start(options: ServeOptions): Promise<ServedCluster> {
    const home = await ClusterHome.open(options.dataFolder);
    try {
      return await ServedCluster.serve(home, options);
    } catch (error) {
      await home.close();
      throw error;
    }
  }

  private static async serve(home: ClusterHome, options: ServeOptions): Promise<ServedCluster> {
    const { speed = 1, onDefect, port = home.identity.port ?? 0 } = options;
    const { authority } = home.identity;
    const certificate = makeServingCertificate(authority);
    const ahead = Math.max(0, home.earliest - Date.now());
    const clock = new RealClock(speed, () => Date.now() + ahead, onDefect);
    home.record(() => clock.now(), onDefect);
    const cluster = clusterAt(home, clock, options);
    let address = '';
    const handler = handlerOf(cluster, home, () => address, onDefect);
    const server = new ApiHttpServer(handler, certificate, authority.certificate);
    const listening = await server.listen(port);
    address = `${LOOPBACK}:${listening}`;
    await home.settle(listening);
    return new ServedCluster(cluster, home, server, clock, listening);
  }

  get url(): string {
    return `https://${LOOPBACK}:${this.port}`;
  }

  nodeCount(): number {
    return this.cluster.admin('seaworthy').list(Nodes).items.length;
  }

  /** A kubeconfig for the administrator; it holds the token, so it must be readable by its owner only. */
  kubeconfig(name: string): string {
    const authority = Buffer.from(this.home.identity.authority.certificate).toString('base64');
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
      `    token: ${this.home.identity.token}`,
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
    await this.home.close();
  }
}

function clusterAt(home: ClusterHome, clock: Clock, options: ServeOptions): Cluster {
  const { identity, storage, isDurable } = home;
  return new Cluster({
    ...options,
    clock,
    storage,
    postReview: (call, answered) => void callOverHttps(call).then(answered),
    // UIDs must not come again when the cluster is started again.
    ...(isDurable ? { seed: randomInt(2 ** 32) } : {}),
    tokens: new Map([[identity.token, ADMIN]]),
    signingKey: EllipticSigningKey.of(identity.signingKey),
    rootCa: identity.authority.certificate,
    authority: new ClusterAuthority(identity.authority),
  });
}

function handlerOf(
  cluster: Cluster,
  home: ClusterHome,
  address: () => string,
  onDefect: (error: Error) => void,
): HttpHandler {
  const { api, catalogue } = cluster;
  const now = () => cluster.now();
  const { authorizer, authenticator: tokens, signingKey } = cluster.access;
  const authenticator = new RequestAuthenticator({
    tokens,
    audiences: API_AUDIENCES,
    impersonation: new Impersonation(authorizer),
    certificates: new ClientCertificates(now),
  });
  const nonResource = new NonResourceHandler(catalogue, address, {
    openId: new OpenIdDocuments(signingKey, address),
    snapshot: () => home.snapshot(cluster.now()),
  });
  const committed = () => home.committed();
  return new HttpHandler({
    api,
    catalogue,
    authenticator,
    authorizer,
    nonResource,
    now,
    committed,
    onDefect,
  });
}
