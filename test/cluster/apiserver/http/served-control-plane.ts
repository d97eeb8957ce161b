import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '../../../../lib/client/client';
import { API_AUDIENCES } from '../../../../lib/cluster/access-control';
import { Impersonation } from '../../../../lib/cluster/apiserver/authorization/impersonation';
import { RequestAuthenticator } from '../../../../lib/cluster/apiserver/http/authentication';
import { ClientCertificates } from '../../../../lib/cluster/apiserver/http/client-certificates';
import { HttpHandler } from '../../../../lib/cluster/apiserver/http/http-handler';
import { Http1Reply, Http1Request } from '../../../../lib/cluster/apiserver/http/http1';
import { NonResourceHandler } from '../../../../lib/cluster/apiserver/http/non-resource';
import { bootstrapObjects } from '../../../../lib/cluster/bootstrap/bootstrap-objects';
import { Random } from '../../../../lib/cluster/clock/random';
import { VirtualClock } from '../../../../lib/cluster/clock/virtual-clock';
import { buildControlPlane } from '../../../../lib/cluster/control-plane';
import { ADMIN } from '../../../../lib/cluster/identities';
import type { Storage } from '../../../../lib/cluster/storage/storage';
import { Namespaces } from '../../../../lib/kube/generated/resources';
import { parseApiVersion } from '../../../../lib/kube/object';

export const TOKEN = 'admintoken';

/** An API server with nothing around it, as the recorded one was. */
export interface ControlPlaneHandler {
  readonly clock: VirtualClock;
  readonly storage: Storage;
  readonly handler: HttpHandler;
  /** What should never be there: errors of the server itself. */
  readonly defects: readonly Error[];
}

/** The same on a port of its own, for plain HTTP. */
export interface ServedControlPlane extends ControlPlaneHandler {
  readonly url: URL;
  close(): Promise<void>;
}

export function controlPlaneHandler(): ControlPlaneHandler {
  const clock = new VirtualClock();
  const tokens = new Map([[TOKEN, ADMIN]]);
  const { api, access, catalogue, storage } = buildControlPlane({ clock, random: new Random(1), tokens });
  const client = new Client(api, { user: ADMIN, agent: 'kube-apiserver' });
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease'])
    client.create(Namespaces, { metadata: { name } });
  for (const object of bootstrapObjects())
    client.create(
      catalogue.findKind({ ...parseApiVersion(object.apiVersion!), kind: object.kind! })!,
      object,
    );
  const defects: Error[] = [];
  const handler = new HttpHandler({
    api,
    catalogue,
    authenticator: new RequestAuthenticator({
      tokens: access.authenticator,
      audiences: API_AUDIENCES,
      impersonation: new Impersonation(access.authorizer),
      certificates: new ClientCertificates(() => clock.now()),
    }),
    authorizer: access.authorizer,
    nonResource: new NonResourceHandler(catalogue, () => '127.0.0.1:443'),
    now: () => clock.now(),
    onDefect: (error) => void defects.push(error),
  });
  return { clock, storage, handler, defects };
}

export async function serveControlPlane(): Promise<ServedControlPlane> {
  const built = controlPlaneHandler();
  const server = createServer(
    (message, response) => void built.handler.handle(new Http1Request(message), new Http1Reply(response)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { ...built, url, close };
}
