import { serveConnection } from '../../../../lib/cluster/apiserver/http/connection';
import type { BodyStream, HttpReply, HttpRequest } from '../../../../lib/cluster/apiserver/http/exchange';
import { QueryParameters } from '../../../../lib/cluster/apiserver/http/request-target';
import { Responder } from '../../../../lib/cluster/apiserver/http/responder';
import { ADMIN } from '../../../../lib/cluster/identities';
import type { ConnectAnswer, Connection, ServedApi, TextSink } from '../../../../lib/kube/api-request';

/** Remembers what goes over the wire. */
class RecordedReply implements HttpReply, BodyStream {
  readonly sent: string[] = [];
  readonly waiting = 0;
  hasStarted = false;
  private leave = () => {};

  send(status: number, _headers: readonly string[], body: string | Buffer): void {
    this.hasStarted = true;
    this.sent.push(`${status} ${body}`);
  }

  open(status: number): BodyStream {
    this.hasStarted = true;
    this.sent.push(`open ${status}`);
    return this;
  }

  write(text: string | Buffer): void {
    this.sent.push(String(text));
  }

  end(): void {
    this.sent.push('(end)');
    this.leave();
  }

  abort(): void {
    this.leave();
  }

  onClose(listener: () => void): void {
    this.leave = listener;
  }
}

function requestTo(target: string, headers: { readonly [name: string]: string } = {}): HttpRequest {
  return {
    method: 'GET',
    target,
    header: (name) => headers[name],
    rawHeaders: Object.entries(headers).flat(),
    socket: {},
    body: () => Promise.resolve(Buffer.from('asked')),
  };
}

async function serve(http: HttpRequest, rest: string, answer: ConnectAnswer) {
  const reply = new RecordedReply();
  let asked: Connection | undefined;
  const api = {
    connect: (_request: unknown, connection: Connection) => {
      asked = connection;
      return answer;
    },
  } as unknown as ServedApi;
  const query = QueryParameters.parse(http.target.split('?')[1] ?? '');
  const request = {
    user: ADMIN,
    agent: 'test',
    verb: 'get',
    group: '',
    version: 'v1',
    resource: 'pods',
  } as const;
  await serveConnection({
    api,
    request: { ...request, subresource: 'proxy', namespace: 'default', name: 'web' },
    http,
    query,
    rest,
    responder: new Responder(http, reply, query),
  });
  return { reply, asked: asked! };
}

test('a text that goes on is written as it comes, until it ends', async () => {
  let sink: TextSink | undefined;
  let isStopped = false;
  const follow = (to: TextSink) => {
    sink = to;
    return {
      stop: () => {
        isStopped = true;
      },
    };
  };
  const { reply } = await serve(requestTo('/log?follow=true'), '', {
    code: 200,
    contentType: 'text/plain',
    text: 'so far\n',
    follow,
  });
  sink!.write('then\n');
  expect(isStopped).toBe(false);
  sink!.end();
  expect(reply.sent).toEqual(['open 200', 'so far\n', 'then\n', '(end)']);
  expect(isStopped).toBe(true);
});

test('a client that leaves is not written to any more', async () => {
  let isStopped = false;
  const follow = () => ({
    stop: () => {
      isStopped = true;
    },
  });
  const answer = { code: 200, contentType: 'text/plain', text: '', follow };
  const { reply } = await serve(requestTo('/log'), '', answer);
  reply.abort();
  expect(reply.sent).toEqual(['open 200']);
  expect(isStopped).toBe(true);
});

test('an application gets the request without what is for the API server alone', async () => {
  const headers = { authorization: 'Bearer secret', 'x-shop': 'yes' };
  const answer = { code: 418, contentType: 'text/plain', text: 'short and stout' };
  const { reply, asked } = await serve(requestTo('/api/proxy/cart/?id=7', headers), '/cart', answer);
  expect(asked).toMatchObject({ method: 'GET', rest: '/cart/', query: 'id=7', body: 'asked' });
  expect(asked.headers).toEqual({ 'x-shop': 'yes' });
  expect(asked.parameter('id')).toBe('7');
  expect(reply.sent).toEqual(['418 short and stout']);
});
