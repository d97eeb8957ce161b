import type { GroupVersionKind } from '../object';

/** Bytes are not a message of protocol buffers; the text is that of Go's decoder. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';

  /** @param actual of which kind the document says it is, if it can be told */
  constructor(
    message: string,
    readonly actual?: GroupVersionKind,
  ) {
    super(message);
  }
}

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

const LONGEST_VARINT = 10;
const TWO_TO_32 = 2 ** 32;

/** Reads the fields of one message, one after the other. */
export class WireReader {
  private position = 0;
  /** Of the field that was read last. */
  number = 0;
  wireType = 0;

  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  /** Goes to the next field; false at the end. @throws ProtobufError */
  next(): boolean {
    if (this.isAtEnd) return false;
    const tag = this.varint();
    this.number = Math.floor(tag / 8);
    this.wireType = ((tag % 8) + 8) % 8;
    if (this.number <= 0)
      throw new ProtobufError(`proto: illegal tag ${this.number} (wire type ${this.wireType})`);
    return true;
  }

  /** A signed number of 64 bits; beyond 2^53 its last digits are lost, as with all JavaScript numbers. */
  varint(): number {
    let low = 0;
    let high = 0;
    for (let count = 0; count < LONGEST_VARINT; count++) {
      if (this.isAtEnd) throw new ProtobufError('unexpected EOF');
      const byte = this.bytes[this.position++]!;
      const shift = 7 * count;
      const part = byte & 0x7f;
      if (shift < 28) low += part * 2 ** shift;
      else if (shift === 28) {
        low += (part & 0x0f) * 2 ** 28;
        high = part >>> 4;
      } else high += part * 2 ** (shift - 32);
      if (byte < 0x80) return ((high % TWO_TO_32) | 0) * TWO_TO_32 + low;
    }
    throw new ProtobufError('proto: integer overflow');
  }

  double(): number {
    return this.take(8).readDoubleLE();
  }

  /** What follows with its length in front. It shares its memory with the message. */
  delimited(): Buffer {
    const length = this.varint();
    if (length < 0) throw new ProtobufError('proto: negative length found during unmarshaling');
    return this.take(length);
  }

  /** Passes over the field's value. */
  skip(): void {
    switch (this.wireType) {
      case VARINT:
        this.varint();
        return;
      case FIXED64:
        this.take(8);
        return;
      case BYTES:
        this.delimited();
        return;
      case FIXED32:
        this.take(4);
        return;
      default:
        throw new ProtobufError(`proto: illegal wireType ${this.wireType}`);
    }
  }

  private take(length: number): Buffer {
    const end = this.position + length;
    if (end > this.bytes.length) throw new ProtobufError('unexpected EOF');
    const taken = this.bytes.subarray(this.position, end);
    this.position = end;
    return taken;
  }
}
