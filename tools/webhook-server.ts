import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { webhookAnswer } from '../test/cluster/apiserver/admission/golden/webhook-words';

/** Webhooks on loopback, for the API server whose answers are recorded. */
export async function serveWebhooks() {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'webhooks' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const server = https.createServer({ key, cert }, (request, response) => {
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
    authority: Buffer.from(cert).toString('base64'),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
