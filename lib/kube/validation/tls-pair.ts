import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type PemBlock, pemBlocks } from '../certificates/pem';

/** What Go's `tls.X509KeyPair` says is wrong with a certificate and its key, both PEM; undefined if they are a pair. */
export function tlsPairProblem(certificate: string, key: string): string | undefined {
  const blocks = pemBlocks(certificate);
  const first = blocks.find(({ type }) => type === 'CERTIFICATE');
  if (!first) return noCertificate(blocks.map(({ type }) => type));
  const keyBlocks = pemBlocks(key);
  const privateKey = keyBlocks.find(({ type }) => isPrivateKey(type));
  if (!privateKey) return noKey(keyBlocks.map(({ type }) => type));
  return mismatch(first.text, privateKey.text);
}

/** What Go says is wrong with the certificates of an authority, PEM; undefined if there is one at least. */
export function caProblem(certificates: string): string | undefined {
  const blocks = pemBlocks(certificates);
  const candidates = blocks.filter(({ type }) => type === 'CERTIFICATE');
  const isReadable = ({ text }: PemBlock) => attempt(() => new X509Certificate(text)) !== undefined;
  if (candidates.some(isReadable)) return undefined;
  if (candidates.length > 0) return 'failed to parse certificate: x509: malformed certificate';
  return 'unable to parse bytes as PEM block';
}

const isPrivateKey = (type: string) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY');

function noCertificate(skipped: readonly string[]): string {
  const lost = 'tls: failed to find';
  if (skipped.length === 0) return `${lost} any PEM data in certificate input`;
  if (skipped.length === 1 && skipped[0]!.endsWith('PRIVATE KEY'))
    return `${lost} certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched`;
  return `${lost} "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${skipped.join(' ')}]`;
}

function noKey(skipped: readonly string[]): string {
  if (skipped.length === 0) return 'tls: failed to find any PEM data in key input';
  if (skipped.length === 1 && skipped[0] === 'CERTIFICATE')
    return 'tls: found a certificate rather than a key in the PEM for the private key';
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${skipped.join(' ')}]`;
}

function mismatch(certificate: string, privateKey: string): string | undefined {
  const leaf = attempt(() => new X509Certificate(certificate));
  if (!leaf) return 'x509: malformed certificate';
  const key = attempt(() => createPrivateKey(privateKey));
  if (!key) return 'tls: failed to parse private key';
  if (leaf.checkPrivateKey(key)) return undefined;
  return sameType(leaf.publicKey, key)
    ? 'tls: private key does not match public key'
    : 'tls: private key type does not match public key type';
}

function sameType(a: KeyObject, b: KeyObject): boolean {
  return a.asymmetricKeyType === b.asymmetricKeyType;
}

/** OpenSSL reports what it cannot read by exceptions of many kinds; here they all mean the same. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
