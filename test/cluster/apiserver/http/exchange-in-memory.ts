import type {
  BodyStream,
  HeaderList,
  HttpReply,
  HttpRequest,
} from '../../../../lib/cluster/apiserver/http/exchange';
import type { HttpHandler } from '../../../../lib/cluster/apiserver/http/http-handler';
import { tooLarge } from '../../../../lib/kube/status';

export interface SentRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
}

export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
}

class MemoryRequest implements HttpRequest {
  readonly socket = {};
  readonly rawHeaders: HeaderList;

  constructor(private readonly sent: SentRequest) {
    this.rawHeaders = Object.entries(sent.headers).flat();
  }

  get method(): string {
    return this.sent.method;
  }

  get target(): string {
    return this.sent.target;
  }

  header(name: string): string | undefined {
    return Object.hasOwn(this.sent.headers, name) ? this.sent.headers[name] : undefined;
  }

  async body(most: number): Promise<Buffer> {
    if (this.sent.body.length > most) throw tooLarge(`Request entity too large: limit is ${most}`);
    return this.sent.body;
  }
}

/** Remembers what was answered; a stream is closed by the client as soon as it is open. */
class MemoryReply implements HttpReply {
  answer: ReceivedAnswer | undefined;
  wasAborted = false;

  get hasStarted(): boolean {
    return this.answer !== undefined;
  }

  send(status: number, headers: HeaderList, body: string | Buffer): void {
    if (this.answer) throw new Error('answered twice');
    this.answer = { status, headers, body: body.toString() };
  }

  open(status: number, headers: HeaderList): BodyStream {
    this.send(status, headers, '');
    return {
      waiting: 0,
      write: () => undefined,
      end: () => undefined,
      abort: () => undefined,
      onClose: (listener) => listener(),
    };
  }

  abort(): void {
    this.wasAborted = true;
  }
}

/** Sends a request to a handler without a socket between. */
export async function exchangeInMemory(handler: HttpHandler, sent: SentRequest): Promise<ReceivedAnswer> {
  const reply = new MemoryReply();
  await handler.handle(new MemoryRequest(sent), reply);
  if (!reply.answer || reply.wasAborted) throw new Error('the exchange was broken off');
  return reply.answer;
}
