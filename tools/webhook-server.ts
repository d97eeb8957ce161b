import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeAuthority, makeServingCertificate } from '../lib/cluster/apiserver/http/certificates';
import { webhookAnswer } from '../test/cluster/apiserver/admission/golden/webhook-words';

/** Webhooks on loopback, for the API server whose answers are recorded. */
export async function serveWebhooks() {
  const authority = makeAuthority();
  const { key, certificate } = makeServingCertificate(authority);
  const server = https.createServer({ key, cert: certificate }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url!.split('?')[0]!;
      const { status, body } = webhookAnswer(path, JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `https://127.0.0.1:${port}`,
    authority: Buffer.from(authority.certificate).toString('base64'),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
