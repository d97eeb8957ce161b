/** A request as HTTP brought it, whichever version of HTTP it was. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly target: string;
  /** By its name in small letters. Several headers of one name are joined with commas. */
  header(name: string): string | undefined;
  /** Names and values by turns, as they came. */
  readonly rawHeaders: HeaderList;
  /** The connection, which may have shown a certificate. */
  readonly socket: object;
  /**
   * The whole body.
   * @param most bytes
   * @throws StatusError 413 for a longer one
   * @throws ClientGoneError when it does not come to its end
   */
  body(most: number): Promise<Buffer>;
}

/** Names and values by turns, as they go over the wire; a name may be repeated. */
export type HeaderList = readonly string[];

/** The answer to a request: either sent as a whole, or opened and written bit by bit. */
export interface HttpReply {
  readonly hasStarted: boolean;
  send(status: number, headers: HeaderList, body: string | Buffer): void;
  open(status: number, headers: HeaderList): BodyStream;
  /** Breaks the exchange off. */
  abort(): void;
}

/** The body of an answer that has no known end: a watch. */
export interface BodyStream {
  write(text: string | Buffer): void;
  /** Bytes that the client has not taken yet. */
  readonly waiting: number;
  end(): void;
  abort(): void;
  /** Called once the exchange is over, however it ended. */
  onClose(listener: () => void): void;
}

/** The client left before its request was complete: there is nobody to answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}
