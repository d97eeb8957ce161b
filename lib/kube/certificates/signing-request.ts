import { type AlternativeNames, NO_ALTERNATIVE_NAMES, readAlternativeNames } from './alternative-names';
import {
  BIT_STRING,
  CertificateFormatError,
  type DerValue,
  expectTag,
  INTEGER,
  OBJECT_IDENTIFIER,
  OCTET_STRING,
  readDer,
  readFirst,
  readListOf,
  readObjectIdentifier,
  SEQUENCE,
  SET,
  syntaxError,
} from './der';
import { type DistinguishedName, readName } from './distinguished-name';
import { pemBlocks } from './pem';
import { type RequestSignature, readPublicKey, signatureProblem } from './request-signature';

/** What a request asks a certificate to say. */
export interface RequestedCertificate {
  readonly subject: DistinguishedName;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer;
  readonly alternativeNames: AlternativeNames;
}

/** A request for a certificate (PKCS #10). */
interface SigningRequest {
  readonly requested: RequestedCertificate;
  readonly signature: RequestSignature;
}

const PEM_TYPE = 'CERTIFICATE REQUEST';
const ATTRIBUTES = 0xa0;
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const ALTERNATIVE_NAMES = '2.5.29.17';

/** What is wrong with a PEM text that must be a request signed by its own key, in Go's words; undefined for nothing. */
export function signingRequestProblem(pem: string): string | undefined {
  const block = pemBlocks(pem)[0];
  if (block?.type !== PEM_TYPE) return `PEM block type must be ${PEM_TYPE}`;
  try {
    return signatureProblem(readRequest(block.bytes).signature);
  } catch (error) {
    if (error instanceof CertificateFormatError) return error.message;
    throw error;
  }
}

/** @param pem of a request in which {@link signingRequestProblem} finds nothing wrong */
export function readSigningRequest(pem: string): RequestedCertificate {
  return readRequest(pemBlocks(pem)[0]!.bytes).requested;
}

function readRequest(bytes: Buffer): SigningRequest {
  const request = expectTag(readFirst(bytes), SEQUENCE, 'certificateRequest', bytes);
  const [first, second, third] = readDer(request.content);
  const info = expectTag(first, SEQUENCE, 'tbsCertificateRequest', request.content);
  const body = readInfo(info);
  const { content } = expectTag(second, SEQUENCE, 'AlgorithmIdentifier', request.content);
  const algorithm = readDer(content);
  expectTag(algorithm[0], OBJECT_IDENTIFIER, 'ObjectIdentifier', content);
  const bits = expectTag(third, BIT_STRING, 'BitString', request.content);
  if (request.whole.length < bytes.length) throw syntaxError('trailing data');
  const publicKey = readPublicKey(body.publicKey.whole);
  return {
    signature: {
      signed: info.whole,
      publicKey,
      algorithm,
      signature: signatureIn(bits),
    },
    requested: {
      subject: readName(body.subject),
      publicKey: body.publicKey.whole,
      alternativeNames: requestedNames(body.attributes),
    },
  };
}

/** Signatures are whole bytes: one that is not is none. */
function signatureIn({ content }: DerValue): Buffer {
  const unused = content[0];
  if (unused === undefined) throw syntaxError('zero length BIT STRING');
  const rest = content.at(-1)! & (2 ** unused - 1);
  if (unused > 7 || (unused > 0 && (content.length === 1 || rest !== 0)))
    throw syntaxError('invalid padding bits in BIT STRING');
  return unused === 0 ? content.subarray(1) : Buffer.alloc(0);
}

function readInfo({ content }: DerValue) {
  const [version, subject, publicKey, attributes] = readDer(content);
  expectTag(version, INTEGER, 'int', content);
  if (!subject) throw syntaxError('sequence truncated');
  return {
    subject,
    publicKey: expectTag(publicKey, SEQUENCE, 'publicKeyInfo', content),
    attributes: expectTag(attributes, ATTRIBUTES, '', content),
  };
}

function requestedNames(attributes: DerValue): AlternativeNames {
  const seen = new Set<string>();
  let names = NO_ALTERNATIVE_NAMES;
  for (const { identifier, value } of readDer(attributes.content).flatMap(extensionsOf)) {
    if (seen.has(identifier))
      throw new CertificateFormatError('x509: certificate request contains duplicate requested extensions');
    seen.add(identifier);
    if (identifier === ALTERNATIVE_NAMES) names = readAlternativeNames(value);
  }
  return names;
}

/** The extensions that an attribute asks for: only one kind of attribute does, and others may be anything. */
function extensionsOf(attribute: DerValue) {
  const list = requestedList(attribute);
  if (!list) return [];
  return readListOf(expectTag(list, SEQUENCE, '', list.whole), SEQUENCE).map(({ content }) => {
    const parts = readDer(content);
    const identifier = expectTag(parts[0], OBJECT_IDENTIFIER, 'ObjectIdentifier', content);
    const value = expectTag(parts.at(-1), OCTET_STRING, '', content);
    return { identifier: readObjectIdentifier(identifier), value: value.content };
  });
}

/** Undefined for an attribute of another kind, and for one that cannot be read. */
function requestedList(attribute: DerValue): DerValue | undefined {
  try {
    const [type, values] = attribute.tag === SEQUENCE ? readDer(attribute.content) : [];
    const asks = type?.tag === OBJECT_IDENTIFIER && readObjectIdentifier(type) === EXTENSION_REQUEST;
    return asks && values?.tag === SET ? readDer(values.content)[0] : undefined;
  } catch (error) {
    if (error instanceof CertificateFormatError) return undefined;
    throw error;
  }
}
