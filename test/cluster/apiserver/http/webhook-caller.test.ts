import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeAuthority, makeServingCertificate } from '../../../../lib/cluster/apiserver/http/certificates';
import { callOverHttps, handleWithWebhooks } from '../../../../lib/cluster/apiserver/http/webhook-caller';
import type { ApiHandler, ApiRequest } from '../../../../lib/kube/api-request';
import { type WebhookCall, WebhookCallNeeded } from '../../../../lib/kube/webhook-call';

let server: https.Server;
let port: number;
let authority: string;

beforeAll(async () => {
  const signer = makeAuthority();
  const { key, certificate } = makeServingCertificate(signer);
  authority = Buffer.from(signer.certificate).toString('base64');
  server = https.createServer({ key, cert: certificate }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url!.startsWith('/silent')) return;
      if (request.url!.startsWith('/gone')) return void request.socket.destroy();
      response.writeHead(201, { 'content-type': 'text/plain' }).end(Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const callTo = (path: string, more: Partial<WebhookCall> = {}): WebhookCall => ({
  key: path,
  url: `https://127.0.0.1:${port}${path}`,
  caBundle: authority,
  timeoutSeconds: 5,
  review: { a: 1 },
  uid: 'u',
  ...more,
});

describe('over HTTPS', () => {
  test('posts the review and takes what comes', async () => {
    expect(await callOverHttps(callTo('/'))).toEqual({
      status: 201,
      contentType: 'text/plain',
      body: '{"a":1}',
    });
  });

  test('trusts only whom the webhook names', async () => {
    const call = callTo('/', { caBundle: undefined });
    expect(await callOverHttps(call)).toEqual({
      failure: `Post "${call.url}": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    });
  });

  test('tells that nobody listens', async () => {
    const call = callTo('/', { url: 'https://127.0.0.1:1/x' });
    expect(await callOverHttps(call)).toEqual({
      failure: 'Post "https://127.0.0.1:1/x": dial tcp 127.0.0.1:1: connect: connection refused',
    });
  });

  test('waits no longer than it may', async () => {
    const call = callTo('/silent', { timeoutSeconds: 0.05 });
    expect(await callOverHttps(call)).toEqual({ failure: `Post "${call.url}": context deadline exceeded` });
  });

  test('tells that a server hung up', async () => {
    const call = callTo('/gone');
    expect(await callOverHttps(call)).toEqual({ failure: `Post "${call.url}": EOF` });
  });

  test('tells of an address that is none', async () => {
    expect(await callOverHttps(callTo('/', { url: 'https://' }))).toEqual({
      failure: 'Post "https://": the address cannot be read',
    });
  });
});

describe('handling', () => {
  const request = (warnings: string[]): ApiRequest => ({
    user: { name: 'a', groups: [] },
    agent: 'test',
    verb: 'create',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace: 'a',
    options: {},
    warnings,
  });
  const failing = { failure: 'x' };

  /** Asks for one answer after the other, and says how many it has got. */
  const asking = (count: number): ApiHandler => ({
    handle({ webhooks, warnings }) {
      warnings?.push('told');
      for (let index = 0; index < count; index++) webhooks!.answerTo(callTo(`/${index}`));
      return { code: 200, object: { metadata: { name: String(count) } }, warnings: [] };
    },
    watch: () => ({ stop: () => undefined }),
  });

  test('goes on until every webhook has answered, and says everything once', async () => {
    const asked: string[] = [];
    const warnings = ['before'];
    const caller = async ({ key }: WebhookCall) => {
      asked.push(key);
      return failing;
    };
    const { object } = await handleWithWebhooks(asking(3), request(warnings), caller);
    expect(object.metadata).toEqual({ name: '3' });
    expect(asked).toEqual(['/0', '/1', '/2']);
    expect(warnings).toEqual(['before', 'told']);
  });

  test('ends a request that needs too many answers', async () => {
    const endless = handleWithWebhooks(asking(1000), request([]), async () => failing);
    await expect(endless).rejects.toThrow('more than 200 calls of webhooks for one request');
  });

  test('lets reads alone, which no webhook sees', async () => {
    const api: ApiHandler = {
      handle({ webhooks }) {
        if (webhooks) throw new WebhookCallNeeded(callTo('/'));
        return { code: 200, object: { metadata: { name: 'read' } }, warnings: [] };
      },
      watch: () => ({ stop: () => undefined }),
    };
    const read = { ...request([]), verb: 'get' } as const;
    expect((await handleWithWebhooks(api, read, async () => failing)).object.metadata).toEqual({
      name: 'read',
    });
  });
});
