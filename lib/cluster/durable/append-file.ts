import { closeSync, fdatasync, ftruncateSync, openSync, write } from 'node:fs';

/** A file that only grows, and whose growth can be waited for. */
export class AppendFile {
  private constructor(
    private readonly descriptor: number,
    private position: number,
  ) {}

  /** @param length after which the file is cut off; 0 for a new one */
  static open(path: string, length: number): AppendFile {
    const descriptor = openSync(path, length === 0 ? 'w' : 'r+', 0o600);
    if (length > 0) ftruncateSync(descriptor, length);
    return new AppendFile(descriptor, length);
  }

  get length(): number {
    return this.position;
  }

  /** Resolves once the bytes would survive a loss of power. */
  async append(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const written = await this.write(bytes, done);
      done += written;
      this.position += written;
    }
    await this.sync();
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private write(bytes: Buffer, from: number): Promise<number> {
    return new Promise((resolve, reject) => {
      write(this.descriptor, bytes, from, bytes.length - from, this.position, (error, written) =>
        error ? reject(error) : resolve(written),
      );
    });
  }

  private sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fdatasync(this.descriptor, (error) => (error ? reject(error) : resolve()));
    });
  }
}
