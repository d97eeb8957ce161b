import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { SigningKey } from '../authentication/signing-key';

/** A secret key, new in every run, whose public half verifies what it signs. */
export class EllipticSigningKey implements SigningKey {
  readonly algorithm = 'ES256';
  readonly id: string;
  readonly publicKey: { readonly [member: string]: string };

  private constructor(
    private readonly secret: KeyObject,
    private readonly open: KeyObject,
  ) {
    const der = open.export({ type: 'spki', format: 'der' });
    this.id = createHash('sha256').update(der).digest('base64url');
    const { kty, crv, x, y } = open.export({ format: 'jwk' });
    this.publicKey = { use: 'sig', kty: kty!, kid: this.id, crv: crv!, alg: this.algorithm, x: x!, y: y! };
  }

  static make(): EllipticSigningKey {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return new EllipticSigningKey(privateKey, publicKey);
  }

  sign(text: string): Buffer {
    return sign('sha256', Buffer.from(text), { key: this.secret, dsaEncoding: 'ieee-p1363' });
  }

  verify(text: string, signature: Buffer): boolean {
    return verify('sha256', Buffer.from(text), { key: this.open, dsaEncoding: 'ieee-p1363' }, signature);
  }
}
