import { connect } from 'node:net';
import fc from 'fast-check';
import type { Status } from '../../../../lib/kube/generated/meta-v1';
import { exchangeInMemory, type ReceivedAnswer, type SentRequest } from './exchange-in-memory';
import { hostileRequest } from './hostile-requests';
import {
  type ControlPlaneHandler,
  controlPlaneHandler,
  type ServedControlPlane,
  serveControlPlane,
  TOKEN,
} from './served-control-plane';

const RUNS = 10_000;
const AUTHORIZED = {
  authorization: `Bearer ${TOKEN}`,
  'content-type': 'application/json',
  accept: 'application/json',
};

let server: ControlPlaneHandler;
beforeAll(async () => {
  server = controlPlaneHandler();
  for (const [target, object] of [
    ['/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } }],
    ['/api/v1/namespaces/default/configmaps', { metadata: { name: 'one' }, data: { a: 'b' } }],
    [
      '/api/v1/namespaces/default/pods',
      { metadata: { name: 'pod' }, spec: { containers: [{ name: 'a', image: 'a' }] } },
    ],
  ] as const) {
    const { status } = await send({ method: 'POST', target, body: Buffer.from(JSON.stringify(object)) });
    expect(status).toBe(201);
  }
});

function send(request: Partial<SentRequest>): Promise<ReceivedAnswer> {
  return exchangeInMemory(server.handler, {
    method: 'GET',
    target: '/',
    headers: AUTHORIZED,
    body: Buffer.alloc(0),
    ...request,
  });
}

/** The codes that the API has for what clients do wrong, and for what it cannot do. */
const REFUSALS = new Set([400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 422, 429, 501, 504]);
/** Where Kubernetes itself answers 500: a version that is no number, an apply of what is no object of its kind. */
const KNOWN_500 = /strconv\.ParseUint: parsing|failed to create typed patch object/;

/** Undefined for a good answer; otherwise what is wrong with it. */
function flawOf(
  { status, headers, body }: ReceivedAnswer,
  { method, target }: SentRequest,
): string | undefined {
  if (server.defects.length > 0) return server.defects[0]!.stack;
  if (status < 400) return undefined;
  if (!REFUSALS.has(status) && !(status === 500 && (method === 'HEAD' || KNOWN_500.test(body))))
    return `code ${status}: ${body}`;
  const type = headers[headers.indexOf('Content-Type') + 1]!;
  if (method === 'HEAD' || body === '' || type.startsWith('text/plain')) return undefined;
  if (type === 'application/yaml') return /^kind: Status$/m.test(body) ? undefined : body;
  const answer = JSON.parse(body) as Status;
  const isStatus = answer.kind === 'Status' && answer.status === 'Failure' && answer.code === status;
  return isStatus ? undefined : `no Status for ${target}: ${body}`;
}

/** What was done can still not be shown in the form that was asked for; so it is with the real server. */
function isOnlyUnshown({ status, body }: ReceivedAnswer): boolean {
  return status === 406 && body.includes('you requested ');
}

test(`${RUNS} hostile requests: each is answered by a Status or served, none harms the server or writes in part`, async () => {
  await fc.assert(
    fc.asyncProperty(hostileRequest, async (request) => {
      const { revision } = server.storage;
      const answer = await exchangeInMemory(server.handler, request);
      expect(flawOf(answer, request)).toBeUndefined();
      if (answer.status >= 400 && !isOnlyUnshown(answer)) expect(server.storage.revision).toBe(revision);
    }),
    { numRuns: RUNS },
  );
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect((await send({ target: '/readyz' })).status).toBe(200);
}, 60_000);

describe('over a socket', () => {
  let served: ServedControlPlane;
  beforeAll(async () => {
    served = await serveControlPlane();
  });
  afterAll(() => served.close());

  /** Sends bytes as they are; everything that comes back until the server closes or `isEnough`. */
  function raw(
    bytes: Buffer | string,
    isEnough = (text: string) => text.includes('\r\n\r\n'),
  ): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(Number(served.url.port), '127.0.0.1', () => socket.write(bytes));
      let text = '';
      const end = () => {
        socket.destroy();
        resolve(text);
      };
      socket.on('data', (chunk) => {
        text += chunk;
        if (isEnough(text)) end();
      });
      socket.on('close', end).on('error', end);
    });
  }

  const head = (...lines: string[]) =>
    [
      'POST /api/v1/namespaces/default/configmaps HTTP/1.1',
      'host: x',
      `authorization: Bearer ${TOKEN}`,
      'content-type: application/json',
      ...lines,
      '',
      '',
    ].join('\r\n');

  test('a body that is announced as too long is refused at once', async () => {
    const text = await raw(head(`content-length: ${4 * 1024 * 1024}`), (answer) => answer.includes('}'));
    expect(text).toMatch(/^HTTP\/1.1 413 /);
    expect(text).toContain('Request entity too large: limit is 3145728');
  });

  test('a body that turns out to be too long is refused', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const text = await raw(head('transfer-encoding: chunked') + chunk.repeat(50), (answer) =>
      answer.includes('}'),
    );
    expect(text).toMatch(/^HTTP\/1.1 413 /);
  });

  test.each([
    ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1.1 400 /],
    ['a header without an end', `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1.1 431 /],
    ['two lengths', head('content-length: 5', 'content-length: 6'), /^HTTP\/1.1 400 /],
    ['a length and chunks', head('content-length: 5', 'transfer-encoding: chunked'), /^HTTP\/1.1 400 /],
  ])('%s is refused', async (_, bytes, expected) => {
    expect(await raw(bytes)).toMatch(expected);
  });

  test('a client that leaves in the middle of its body leaves nothing behind', async () => {
    const { revision } = served.storage;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(served.url.port), '127.0.0.1', () =>
        socket.write(`${head('content-length: 100')}{"metadata":`, () => {
          socket.destroy();
          resolve();
        }),
      );
    });
    expect(await raw('GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
    expect(served.storage.revision).toBe(revision);
    expect(served.defects).toEqual([]);
  });
});
