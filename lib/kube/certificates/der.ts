/** A value in DER, the binary form of certificates. */
export interface DerValue {
  readonly tag: number;
  /** Without tag and length. */
  readonly content: Buffer;
  /** With both. */
  readonly whole: Buffer;
}

/** Bytes that are not what they should be, in the words of Go's `encoding/asn1` and `crypto/x509`. */
export class CertificateFormatError extends Error {
  override readonly name = 'CertificateFormatError';
}

export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
export const SEQUENCE = 0x30;
export const SET = 0x31;

/** Greater lengths are refused. */
const LONGEST = 2 ** 31;
const LONG_FORM = 0x80;
/** The bits of a tag's number, all of which say that it goes on in further bytes. */
const TAG_NUMBER = 0x1f;
const COMPOUND = 0x20;

/** The values one after another. @throws CertificateFormatError for bytes that are no DER */
export function readDer(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const value = readFirst(bytes.subarray(at));
    values.push(value);
    at += value.whole.length;
  }
  return values;
}

/** The first value; others may come after it. @throws CertificateFormatError */
export function readFirst(bytes: Buffer): DerValue {
  if (bytes.length === 0) throw syntaxError('sequence truncated');
  const tag = bytes[0]!;
  // Nothing that is read here has such a tag.
  if ((tag & TAG_NUMBER) === TAG_NUMBER) throw structureError('unexpected tag number');
  const { start, length } = readLength(bytes);
  const end = start + length;
  if (bytes.length < end) throw syntaxError('data truncated');
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(0, end) };
}

function readLength(bytes: Buffer): { readonly start: number; readonly length: number } {
  const first = bytes[1];
  if (first === undefined) throw syntaxError('truncated tag or length');
  if (first < LONG_FORM) return { start: 2, length: first };
  const start = 2 + first - LONG_FORM;
  if (start === 2) throw syntaxError('indefinite length found (not DER)');
  let length = 0;
  for (let at = 2; at < start; at++) {
    if (at >= bytes.length) throw syntaxError('truncated tag or length');
    length = length * 256 + bytes[at]!;
    if (length >= LONGEST) throw structureError('length too large');
    if (length === 0) throw structureError('superfluous leading zeros in length');
  }
  if (length < LONG_FORM) throw structureError('non-minimal length');
  return { start, length };
}

/** The value, which must be there and have the tag. `parent` is the bytes that it is in, `type` what Go calls it. */
export function expectTag(value: DerValue | undefined, tag: number, type: string, parent: Buffer): DerValue {
  if (!value) throw syntaxError('sequence truncated');
  if (value.tag === tag) return value;
  const { content } = value;
  const found = `{class:${value.tag >> 6} tag:${value.tag & TAG_NUMBER} length:${content.length} isCompound:${(value.tag & COMPOUND) > 0}}`;
  const parameters =
    '{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}';
  const offset = content.byteOffset - parent.byteOffset;
  throw structureError(`tags don't match (${tag & TAG_NUMBER} vs ${found}) ${parameters} ${type} @${offset}`);
}

/** The elements of a list, which all have the tag. @throws CertificateFormatError */
export function readListOf(list: DerValue, tag: number): DerValue[] {
  const elements = readDer(list.content);
  if (elements.some((element) => element.tag !== tag)) throw structureError('sequence tag mismatch');
  return elements;
}

export function syntaxError(problem: string): CertificateFormatError {
  return new CertificateFormatError(`asn1: syntax error: ${problem}`);
}

function structureError(problem: string): CertificateFormatError {
  return new CertificateFormatError(`asn1: structure error: ${problem}`);
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
