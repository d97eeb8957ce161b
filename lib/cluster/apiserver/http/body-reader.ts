import type { Readable } from 'node:stream';
import { tooLarge } from '../../../kube/status';
import { ClientGoneError } from './exchange';

/** Milliseconds in which a body must have come. */
const PATIENCE = 60_000;

const EMPTY = Buffer.alloc(0);

/** Reads the body of one request. */
export class BodyReader {
  private readonly chunks: Buffer[] = [];
  private length = 0;

  /**
   * @param announced the header `content-length`
   * @param most bytes
   */
  constructor(
    private readonly source: Readable,
    private readonly announced: string | undefined,
    private readonly most: number,
  ) {}

  /** @throws StatusError 413 @throws ClientGoneError when the body does not come to its end */
  read(): Promise<Buffer> {
    if (Number(this.announced) > this.most) return Promise.reject(this.tooLarge());
    if (this.source.readableEnded || this.announced === '0') return Promise.resolve(EMPTY);
    if (this.source.destroyed) return Promise.reject(new ClientGoneError());
    return new Promise((resolve, reject) => {
      const stop = (settle: () => void) => {
        clearTimeout(timer);
        this.source.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
        settle();
      };
      const onData = (chunk: Buffer) => {
        this.length += chunk.length;
        this.chunks.push(chunk);
        if (this.length > this.most) stop(() => reject(this.tooLarge()));
      };
      const onEnd = () => stop(() => resolve(this.whole()));
      const onGone = () => stop(() => reject(new ClientGoneError()));
      const timer = setTimeout(() => {
        this.source.destroy();
        onGone();
      }, PATIENCE);
      this.source.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
    });
  }

  private whole(): Buffer {
    return this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
  }

  private tooLarge(): Error {
    return tooLarge(`Request entity too large: limit is ${this.most}`);
  }
}
