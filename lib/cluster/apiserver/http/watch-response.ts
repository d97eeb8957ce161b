import type { ApiHandler, ApiRequest, WatchEvent } from '../../../kube/api-request';
import type { CustomVersion } from '../../../kube/custom-resource/custom-version';
import { StatusError } from '../../../kube/status';
import type { BodyStream } from './exchange';
import type { Accepted } from './negotiation';
import { mediaTypeOf } from './negotiation';
import type { Responder } from './responder';
import { jsonOf } from './response-body';
import { transformed } from './transform';
import { warningHeaders } from './warning-headers';
import type { WatchPace } from './watch-pace';

/** Seconds after which a watch ends when the client does not say; the real server takes 30 to 60 minutes. */
const DEFAULT_TIMEOUT = 45 * 60;
/** The longest that a timer can wait. */
const LONGEST_TIMEOUT = 2_147_483;
/** Bytes that may wait for a client that does not read; then its watch ends, as the real server ends slow watches. */
const MOST_WAITING = 64 * 1024 * 1024;

export interface WatchParts {
  readonly api: ApiHandler;
  readonly request: ApiRequest;
  readonly accepted: Accepted;
  readonly includeObject: string | undefined;
  /** Present for objects of a custom kind. */
  readonly custom: CustomVersion | undefined;
  readonly now: () => number;
  readonly responder: Responder;
  /** Of all watches of the server. */
  readonly pace: WatchPace;
  readonly warnings: readonly string[];
}

/** Streams a watch: one JSON document a line, until the client goes or its time is over. */
export function serveWatch(parts: WatchParts): void {
  const { api, request, accepted, responder, pace, warnings } = parts;
  const whenCommitted = (act: () => void) => responder.whenCommitted(act, () => stream.abort());
  const handle = api.watch(
    { ...request, patience: pace.pause },
    (events) => whenCommitted(() => deliver(stream, events, printer)),
    () => whenCommitted(() => stream.end()),
  );
  const printer = new EventPrinter(parts);
  const stream = responder.open(mediaTypeOf(accepted.format), warningHeaders(warnings));
  const seconds = request.options.timeoutSeconds || DEFAULT_TIMEOUT;
  if (seconds < 0) {
    handle.stop();
    stream.end();
    return;
  }
  const end = pace.begin();
  const timeout = setTimeout(() => stream.end(), Math.min(seconds, LONGEST_TIMEOUT) * 1000);
  stream.onClose(() => {
    clearTimeout(timeout);
    end();
    handle.stop();
  });
}

function deliver(stream: BodyStream, events: readonly WatchEvent[], printer: EventPrinter): void {
  let text = '';
  for (const event of events) {
    const line = printer.print(event);
    if (line === undefined) break;
    text += line;
  }
  if (text) stream.write(text);
  if (stream.waiting > MOST_WAITING) stream.abort();
  else if (printer.hasFailed || events.at(-1)!.type === 'ERROR') stream.end();
}

interface Line {
  readonly type: WatchEvent['type'];
  readonly text: string;
}

/** Objects are sent to many watches at the same time, mostly with the same type of event. */
const lines = new WeakMap<object, Line>();

/** Prints the events of one watch. */
class EventPrinter {
  private hasPrintedTable = false;
  /** An event cannot be shown in the form that the client wants: its watch is over. */
  hasFailed = false;

  constructor(private readonly parts: Pick<WatchParts, 'accepted' | 'includeObject' | 'custom' | 'now'>) {}

  /** The line of an event; undefined when it cannot be shown. */
  print(event: WatchEvent): string | undefined {
    const { accepted, includeObject, custom, now } = this.parts;
    const { type, object } = event;
    if (!accepted.as || type === 'ERROR') return plainLine(event);
    const withoutColumns = this.hasPrintedTable;
    this.hasPrintedTable = true;
    try {
      const shown = transformed(object, accepted, { includeObject, now: now(), withoutColumns, custom });
      return lineOf(type, JSON.stringify(shown));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.hasFailed = true;
      return undefined;
    }
  }
}

function plainLine({ type, object }: WatchEvent): string {
  const known = lines.get(object);
  if (known?.type === type) return known.text;
  const text = lineOf(type, jsonOf(object));
  if (Object.isFrozen(object)) lines.set(object, { type, text });
  return text;
}

function lineOf(type: WatchEvent['type'], json: string): string {
  return `{"type":"${type}","object":${json}}\n`;
}
