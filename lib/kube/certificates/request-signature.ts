import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { CertificateFormatError, type DerValue, readObjectIdentifier } from './der';
import { der, integer, NULL, objectIdentifier, sequence } from './der-writer';

/** What a request for a certificate says of its signature. */
export interface RequestSignature {
  /** What is signed. */
  readonly signed: Buffer;
  /** Undefined for a key of a kind that nobody knows. */
  readonly publicKey: KeyObject | undefined;
  /** The object identifier, and what may come after it. */
  readonly algorithm: readonly DerValue[];
  readonly signature: Buffer;
}

/** A way to sign, with what Go calls its keys. */
interface Algorithm {
  readonly keys: keyof typeof KEY_TYPES;
  /** @default the bytes themselves are signed */
  readonly hash?: string;
  /** Bytes, for RSA-PSS. */
  readonly saltLength?: number;
  /** Its name, for one that is not accepted any more. */
  readonly insecure?: string;
}

const KEY_TYPES = { RSA: 'rsa', ECDSA: 'ec', Ed25519: 'ed25519' };
const GO_TYPES: { readonly [keyType: string]: string | undefined } = {
  rsa: '*rsa.PublicKey',
  ec: '*ecdsa.PublicKey',
  ed25519: 'ed25519.PublicKey',
};

const ALGORITHMS: { readonly [identifier: string]: Algorithm | undefined } = {
  '1.2.840.113549.1.1.4': { keys: 'RSA', hash: 'md5', insecure: 'MD5-RSA' },
  '1.2.840.113549.1.1.5': { keys: 'RSA', hash: 'sha1' },
  '1.2.840.113549.1.1.11': { keys: 'RSA', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { keys: 'RSA', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { keys: 'RSA', hash: 'sha512' },
  '1.2.840.10045.4.1': { keys: 'ECDSA', hash: 'sha1' },
  '1.2.840.10045.4.3.2': { keys: 'ECDSA', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { keys: 'ECDSA', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { keys: 'ECDSA', hash: 'sha512' },
  '1.3.101.112': { keys: 'Ed25519' },
};

const RSA_PSS = '1.2.840.113549.1.1.10';
const HASHES = [
  { hash: 'sha256', identifier: '2.16.840.1.101.3.4.2.1', saltLength: 32 },
  { hash: 'sha384', identifier: '2.16.840.1.101.3.4.2.2', saltLength: 48 },
  { hash: 'sha512', identifier: '2.16.840.1.101.3.4.2.3', saltLength: 64 },
];
const MASK_GENERATION = objectIdentifier('1.2.840.113549.1.1.8');

const UNKNOWN = 'x509: cannot verify signature: algorithm unimplemented';
const SHORTEST_RSA_KEY = 1024;
const CURVES: readonly (string | undefined)[] = ['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1'];

/**
 * @param publicKey SubjectPublicKeyInfo in DER
 * @returns undefined for a key of a kind that OpenSSL does not know
 * @throws CertificateFormatError for a curve that Go does not know
 */
export function readPublicKey(publicKey: Buffer): KeyObject | undefined {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
  if (key.asymmetricKeyType === 'ec' && !CURVES.includes(key.asymmetricKeyDetails?.namedCurve))
    throw new CertificateFormatError('x509: unsupported elliptic curve');
  return key;
}

/** What is wrong with the signature of a request, in Go's words; undefined for nothing. */
export function signatureProblem(request: RequestSignature): string | undefined {
  const { publicKey } = request;
  const algorithm = algorithmOf(request.algorithm);
  if (algorithm?.insecure) return `x509: cannot verify signature: insecure algorithm ${algorithm.insecure}`;
  const goType = GO_TYPES[publicKey?.asymmetricKeyType ?? ''];
  if (!algorithm || !publicKey || !goType) return UNKNOWN;
  if (publicKey.asymmetricKeyType !== KEY_TYPES[algorithm.keys])
    return `x509: signature algorithm specifies an ${algorithm.keys} public key, but have public key of type ${goType}`;
  return (
    isTooShort(publicKey) ?? (isGood(request, publicKey, algorithm) ? undefined : FAILURES[algorithm.keys])
  );
}

const FAILURES = {
  RSA: 'crypto/rsa: verification error',
  ECDSA: 'x509: ECDSA verification failure',
  Ed25519: 'x509: Ed25519 verification failure',
};

function algorithmOf([identifier, parameters]: readonly DerValue[]): Algorithm | undefined {
  const name = identifier ? readObjectIdentifier(identifier) : '';
  if (name !== RSA_PSS) return ALGORITHMS[name];
  const found = HASHES.find((one) => parameters?.whole.equals(saltedParameters(one)));
  return found && { keys: 'RSA', hash: found.hash, saltLength: found.saltLength };
}

/** The only parameters with which Go knows RSA-PSS: one hash for everything, and a salt as long as it. */
function saltedParameters({ identifier, saltLength }: (typeof HASHES)[number]): Buffer {
  const hash = sequence(objectIdentifier(identifier), der(NULL));
  return sequence(
    der(0xa0, hash),
    der(0xa1, sequence(MASK_GENERATION, hash)),
    der(0xa2, integer(Buffer.of(saltLength))),
  );
}

function isTooShort({ asymmetricKeyDetails }: KeyObject): string | undefined {
  const bits = asymmetricKeyDetails?.modulusLength;
  return bits !== undefined && bits < SHORTEST_RSA_KEY
    ? `crypto/rsa: ${bits}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)`
    : undefined;
}

function isGood(
  { signed, signature }: RequestSignature,
  key: KeyObject,
  { hash, saltLength }: Algorithm,
): boolean {
  const salted = saltLength !== undefined && { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
  return verify(hash ?? null, signed, { key, ...salted }, signature);
}
