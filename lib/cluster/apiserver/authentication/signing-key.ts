import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs the tokens of service accounts, and knows its own signatures again. */
export interface SigningKey {
  /** Of the JOSE header: `ES256`. */
  readonly algorithm: string;
  readonly id: string;
  sign(text: string): Buffer;
  verify(text: string, signature: Buffer): boolean;
  /** The public half as a JSON Web Key; undefined for a key that has none. */
  readonly publicKey?: { readonly [member: string]: string };
}

/**
 * A key that anybody can know: the same in every run, for clusters that nobody reaches from outside of the process. What
 * is signed with it looks the same in every run, too.
 */
export class OpenSigningKey implements SigningKey {
  readonly algorithm = 'HS256';
  readonly id = 'open';

  sign(text: string): Buffer {
    return createHmac('sha256', this.id).update(text).digest();
  }

  verify(text: string, signature: Buffer): boolean {
    const expected = this.sign(text);
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }
}
