import { BIT_STRING, INTEGER, OBJECT_IDENTIFIER, SEQUENCE, SET } from './der';

export const BOOLEAN = 0x01;
export const NULL = 0x05;
export const UTF8_STRING = 0x0c;
export const PRINTABLE_STRING = 0x13;
export const UTC_TIME = 0x17;
export const GENERALIZED_TIME = 0x18;

/** One value in DER, the binary form of certificates. Its content is the parts, one after another. */
export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), derLength(content.length), content]);
}

function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const digits = base256(length);
  return Buffer.of(0x80 + digits.length, ...digits);
}

function base256(number: number): number[] {
  const digits: number[] = [];
  for (let rest = number; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return digits;
}

export function sequence(...members: readonly Buffer[]): Buffer {
  return der(SEQUENCE, ...members);
}

/** The members in the order that DER demands: that of their bytes. */
export function setOf(members: readonly Buffer[]): Buffer {
  return der(SET, ...[...members].sort(Buffer.compare));
}

/** A whole number that is not negative; the most significant byte comes first. */
export function integer(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  const isNegative = (digits[0] ?? 0) >= 0x80;
  return der(INTEGER, isNegative || digits.length === 0 ? Buffer.of(0) : Buffer.alloc(0), digits);
}

/** @param unusedBits of the last byte */
export function bitString(bytes: Buffer, unusedBits = 0): Buffer {
  return der(BIT_STRING, Buffer.of(unusedBits), bytes);
}

/** `2.5.29.15` */
export function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap(base128);
  return der(OBJECT_IDENTIFIER, Buffer.from(bytes));
}

function base128(number: number): number[] {
  const digits = [number % 128];
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128))
    digits.unshift(0x80 + (rest % 128));
  return digits;
}

/** @param milliseconds since the Unix epoch; parts of a second are dropped */
export function derTime(milliseconds: number): Buffer {
  const digits = `${new Date(milliseconds).toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
  const year = Number(digits.slice(0, 4));
  const isShort = year >= 1950 && year < 2050;
  return isShort ? der(UTC_TIME, Buffer.from(digits.slice(2))) : der(GENERALIZED_TIME, Buffer.from(digits));
}
