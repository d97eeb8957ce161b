/** Seeded random numbers (mulberry32): the only source of chance in a cluster. */
export class Random {
  private state: number;

  constructor(seed = 1) {
    this.state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.bits() / 4294967296;
  }

  /** 32 random bits. */
  private bits(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Letters and digits as in generated names: no vowels, nothing that reads as a word (Kubernetes' `rand.String`). */
  suffix(length: number): string {
    let text = '';
    for (let index = 0; index < length; index++) text += ALPHABET[this.below(ALPHABET.length)];
    return text;
  }

  /** 64 hexadecimal digits, as in the ID of a container. */
  hash(): string {
    for (let index = 0; index < HASH.length; ) {
      const bits = this.bits();
      for (let shift = 28; shift >= 0; shift -= 4) HASH[index++] = HEX.charCodeAt((bits >>> shift) & 0xf);
    }
    return HASH.toString('latin1');
  }

  /** A version 4 UUID. */
  uid(): string {
    for (let index = 0; index < UID.length; index++)
      if (isDigitOfUid(index)) UID[index] = HEX.charCodeAt(this.bits() >>> 28);
      else if (index === VARIANT) UID[index] = HEX.charCodeAt(8 + (this.bits() >>> 30));
    return UID.toString('latin1');
  }
}

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const HEX = '0123456789abcdef';
/** These are filled in anew each time: a text that is written at once is cheaper than one that is put together. */
const HASH = Buffer.alloc(64);
const UID = Buffer.from('xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx', 'latin1');
const VARIANT = 19;
const isDigitOfUid = (index: number) => UID_DIGITS[index] === 1;
const UID_DIGITS = Uint8Array.from(UID, (code) => (code === 'x'.charCodeAt(0) ? 1 : 0));
