/** Seeded random numbers (mulberry32): the only source of chance in a cluster. */
export class Random {
  private state: number;

  constructor(seed = 1) {
    this.state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
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

  /** A version 4 UUID. */
  uid(): string {
    const hex = (digits: number) => {
      let text = '';
      while (text.length < digits) text += HEX[this.below(16)];
      return text;
    };
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${HEX[8 + this.below(4)]}${hex(3)}-${hex(12)}`;
  }
}

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const HEX = '0123456789abcdef';
