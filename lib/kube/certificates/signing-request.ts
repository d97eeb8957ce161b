import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type AlternativeNames, NO_ALTERNATIVE_NAMES, readAlternativeNames } from './alternative-names';
import { extensionIn } from './certificate';
import { BIT_STRING, type DerValue, readDer, readObjectIdentifier, SEQUENCE } from './der';
import { type DistinguishedName, readName } from './distinguished-name';
import { pemBlocks } from './pem';

/** A request for a certificate (PKCS #10), taken apart as far as its signature goes. */
interface SigningRequest {
  /** What is signed. */
  readonly signed: Buffer;
  readonly publicKey: Buffer;
  readonly algorithm: string;
  readonly signature: Buffer;
}

const MALFORMED = 'asn1: structure error: sequence truncated';

/** What is wrong with a PEM text that must be a request signed by its own key; undefined for nothing. */
export function signingRequestProblem(pem: string): string | undefined {
  const block = pemBlocks(pem)[0];
  if (block?.type !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST';
  const request = readRequest(block.bytes);
  return typeof request === 'string' ? request : signatureProblem(request);
}

function readRequest(bytes: Buffer): SigningRequest | string {
  try {
    const [request] = readDer(bytes);
    const [info, algorithm, signature] = members(request);
    const [, , publicKey] = members(info);
    const [identifier] = members(algorithm);
    if (!publicKey || !identifier || signature?.tag !== BIT_STRING) return MALFORMED;
    return {
      signed: info!.whole,
      publicKey: publicKey.whole,
      algorithm: readObjectIdentifier(identifier),
      signature: signature.content.subarray(1),
    };
  } catch (error) {
    return (error as Error).message;
  }
}

/** What a request asks a certificate to say. */
export interface RequestedCertificate {
  readonly subject: DistinguishedName;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer;
  readonly alternativeNames: AlternativeNames;
}

const ATTRIBUTES = 0xa0;
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const ALTERNATIVE_NAMES = '2.5.29.17';

/** @param pem of a request in which {@link signingRequestProblem} finds nothing wrong */
export function readSigningRequest(pem: string): RequestedCertificate {
  const [request] = readDer(pemBlocks(pem)[0]!.bytes);
  const [info] = members(request);
  const [, subject, publicKey, attributes] = members(info);
  return {
    subject: readName(subject),
    publicKey: publicKey!.whole,
    alternativeNames: requestedNames(attributes),
  };
}

function requestedNames(attributes: DerValue | undefined): AlternativeNames {
  for (const attribute of attributes?.tag === ATTRIBUTES ? readDer(attributes.content) : []) {
    const [type, values] = members(attribute);
    if (!type || !values || readObjectIdentifier(type) !== EXTENSION_REQUEST) continue;
    const names = extensionIn(readDer(values.content)[0], ALTERNATIVE_NAMES);
    if (names) return readAlternativeNames(names);
  }
  return NO_ALTERNATIVE_NAMES;
}

function members(value: DerValue | undefined): DerValue[] {
  return value?.tag === SEQUENCE ? readDer(value.content) : [];
}

const HASHES: { readonly [algorithm: string]: string | null } = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
};

const FAILURES: { readonly [type: string]: string } = {
  rsa: 'crypto/rsa: verification error',
  ec: 'x509: ECDSA verification failure',
  ed25519: 'x509: Ed25519 verification failure',
};

function signatureProblem({ signed, publicKey, algorithm, signature }: SigningRequest): string | undefined {
  const hash = HASHES[algorithm];
  const key = readKey(publicKey);
  if (hash === undefined || !key) return 'x509: cannot verify signature: algorithm unimplemented';
  const isGood = verify(hash, signed, key, signature);
  return isGood ? undefined : (FAILURES[key.asymmetricKeyType ?? ''] ?? FAILURES['rsa']);
}

/** Undefined for a key of a kind that OpenSSL does not know. */
function readKey(der: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
