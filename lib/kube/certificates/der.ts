/** A value in DER, the binary form of certificates. */
export interface DerValue {
  readonly tag: number;
  /** Without tag and length. */
  readonly content: Buffer;
  /** With both. */
  readonly whole: Buffer;
}

export const SEQUENCE = 0x30;
export const BIT_STRING = 0x03;

/** The values one after another. Throws for bytes that are no DER. */
export function readDer(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const value = readOne(bytes.subarray(at));
    values.push(value);
    at += value.whole.length;
  }
  return values;
}

function readOne(bytes: Buffer): DerValue {
  const tag = bytes[0]!;
  const first = bytes[1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const start = 2 + lengthBytes;
  if (bytes.length < start || lengthBytes > 4) throw new Error('asn1: syntax error: data truncated');
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  const end = start + length;
  if (bytes.length < end) throw new Error('asn1: syntax error: data truncated');
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(0, end) };
}

/** `1.2.840.113549.1.1.11` */
export function readObjectIdentifier({ content }: DerValue): string {
  const numbers: number[] = [];
  let number = 0;
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (numbers.length === 0) numbers.push(...(number < 80 ? splitFirst(number) : [2, number - 80]));
    else numbers.push(number);
    number = 0;
  }
  return numbers.join('.');
}

/** The bits of a public key: what its identifier is made of. @param publicKey SubjectPublicKeyInfo in DER */
export function publicKeyBits(publicKey: Buffer): Buffer {
  const [info] = readDer(publicKey);
  const [, bits] = readDer(info!.content);
  return bits!.content.subarray(1);
}

function splitFirst(number: number): number[] {
  return [Math.floor(number / 40), number % 40];
}
