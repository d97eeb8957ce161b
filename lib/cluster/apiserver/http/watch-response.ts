import type { ApiHandler, ApiRequest, WatchEvent } from '../../../kube/api-request';
import { badRequest } from '../../../kube/status';
import { contentTypeOf, type Outgoing } from './http-handler';
import type { Accepted } from './negotiation';
import { jsonOf } from './response-body';
import { transformed } from './transform';

/** Seconds after which a watch ends when the client does not say; the real server takes 30 to 60 minutes. */
const DEFAULT_TIMEOUT = 45 * 60;
/** Bytes that may wait for a client that does not read; then its watch ends, as the real server ends slow watches. */
const MOST_BUFFERED = 64 * 1024 * 1024;

/** Streams a watch: one JSON document a line, until the client goes or its time is over. */
export function serveWatch(
  api: ApiHandler,
  request: ApiRequest,
  accepted: Accepted,
  now: () => number,
  response: Outgoing,
): void {
  if (accepted.format === 'yaml') throw badRequest('a watch is served as application/json only');
  let tableSent = false;
  const encodeEvent = (event: WatchEvent): string => {
    if (!accepted.as || event.type === 'ERROR') return jsonOf(event.object);
    const object = transformed(event.object, accepted, { now: now(), withoutColumns: tableSent });
    tableSent = true;
    return JSON.stringify(object);
  };
  const handle = api.watch(request, (events) => {
    let text = '';
    for (const event of events) text += `{"type":"${event.type}","object":${encodeEvent(event)}}\n`;
    response.write(text);
    if (response.writableLength > MOST_BUFFERED) response.destroy();
    else if (events.at(-1)?.type === 'ERROR') response.end();
  });
  response.statusCode = 200;
  response.setHeader('content-type', contentTypeOf(accepted));
  response.setHeader('cache-control', 'no-cache, private');
  response.flushHeaders?.();
  const timeout = setTimeout(
    () => response.end(),
    (request.options.timeoutSeconds ?? DEFAULT_TIMEOUT) * 1000,
  );
  response.on('close', () => {
    clearTimeout(timeout);
    handle.stop();
  });
}
