import { crc32 } from './crc32';

/** Length and checksum, four bytes each, both little-endian. */
const HEAD = 8;
/** No record is longer: what a client can send is bounded far below. */
const LONGEST = 64 * 1024 * 1024;

/** A record as it lies in a file: its length, its checksum, its bytes. */
export function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEAD + length);
  frame.writeUInt32LE(length, 0);
  frame.write(text, HEAD);
  frame.writeUInt32LE(crc32(frame.subarray(HEAD)), 4);
  return frame;
}

/** The records in bytes, and where the last good one ends. */
export interface Frames {
  readonly texts: readonly string[];
  readonly end: number;
  /** How what follows the last good record is broken; undefined when nothing follows. */
  readonly broken: 'torn' | 'corrupt' | undefined;
}

/**
 * Reads records from `start` on. What a crash left unfinished at the end is `torn`; a bad record that good ones follow has
 * been damaged later, and is `corrupt`.
 */
export function readFrames(bytes: Buffer, start = 0): Frames {
  const texts: string[] = [];
  let end = start;
  for (let text = frameAt(bytes, end); text !== undefined; text = frameAt(bytes, end)) {
    texts.push(text.toString());
    end += HEAD + text.length;
  }
  if (end === bytes.length) return { texts, end, broken: undefined };
  return { texts, end, broken: isFollowed(bytes, end) ? 'corrupt' : 'torn' };
}

function frameAt(bytes: Buffer, at: number): Buffer | undefined {
  if (at + HEAD > bytes.length) return undefined;
  const length = bytes.readUInt32LE(at);
  const end = at + HEAD + length;
  if (length === 0 || length > LONGEST || end > bytes.length) return undefined;
  const text = bytes.subarray(at + HEAD, end);
  return crc32(text) === bytes.readUInt32LE(at + 4) ? text : undefined;
}

function isFollowed(bytes: Buffer, at: number): boolean {
  if (at + HEAD > bytes.length) return false;
  const next = at + HEAD + bytes.readUInt32LE(at);
  return next < bytes.length && frameAt(bytes, next) !== undefined;
}
