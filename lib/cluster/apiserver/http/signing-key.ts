import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { SigningKey } from '../authentication/signing-key';

/** A secret key whose public half verifies what it signs. */
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

  /** @param pem as {@link secretKey} gives it */
  static of(pem: string): EllipticSigningKey {
    const secret = createPrivateKey(pem);
    return new EllipticSigningKey(secret, createPublicKey(secret));
  }

  /** In PEM. Who has it can make tokens for any service account. */
  get secretKey(): string {
    return this.secret.export({ type: 'pkcs8', format: 'pem' }) as string;
  }

  sign(text: string): Buffer {
    return sign('sha256', Buffer.from(text), { key: this.secret, dsaEncoding: 'ieee-p1363' });
  }

  verify(text: string, signature: Buffer): boolean {
    return verify('sha256', Buffer.from(text), { key: this.open, dsaEncoding: 'ieee-p1363' }, signature);
  }
}
