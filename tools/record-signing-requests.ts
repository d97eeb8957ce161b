/**
 * Records what a real API server says of odd requests for certificates.
 *
 *   node -r ./bin/typescript.cjs tools/record-signing-requests.ts KUBECONFIG
 *
 * The requests are made anew, with new keys, by the list in this file; they go with what is wrong with them (null for
 * nothing) to test/golden/certificates/signing-requests.answers.json.
 */
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INTEGER, OCTET_STRING } from '../lib/kube/certificates/der';
import {
  BOOLEAN,
  bitString,
  der,
  integer,
  NULL,
  objectIdentifier,
  PRINTABLE_STRING,
  sequence,
  setOf,
  UTF8_STRING,
} from '../lib/kube/certificates/der-writer';
import { pemText } from '../lib/kube/certificates/pem';
import { endpointOf, HttpExchange } from './http-exchange';

const FILE = join(__dirname, '..', 'test', 'golden', 'certificates', 'signing-requests.answers.json');
const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests?dryRun=All';
const PEM_TYPE = 'CERTIFICATE REQUEST';

/** What is odd about a request; the rest is good. */
interface Oddity {
  readonly version?: Buffer;
  readonly subject?: Buffer;
  readonly attributes?: Buffer;
  readonly keys?: Keys;
  readonly algorithm?: Buffer;
  readonly sign?: (bytes: Buffer) => Buffer;
  /** Bytes after the request. */
  readonly after?: Buffer;
}

interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const algorithm = (identifier: string, ...parameters: readonly Buffer[]) =>
  sequence(objectIdentifier(identifier), ...parameters);
const ECDSA_SHA256 = algorithm('1.2.840.10045.4.3.2');
const RSA_SHA256 = algorithm('1.2.840.113549.1.1.11', der(NULL));
const SHA256 = algorithm('2.16.840.1.101.3.4.2.1', der(NULL));
const salted = (length: number) =>
  algorithm(
    '1.2.840.113549.1.1.10',
    sequence(
      der(0xa0, SHA256),
      der(0xa1, algorithm('1.2.840.113549.1.1.8', SHA256)),
      der(0xa2, integer(Buffer.of(length))),
    ),
  );
const signSalted = (saltLength: number) => (bytes: Buffer) =>
  sign('sha256', bytes, { key: RSA.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

const text = (tag: number, content: string | readonly number[]) =>
  der(tag, typeof content === 'string' ? Buffer.from(content) : Buffer.from(content));
const named = (value: Buffer) => sequence(setOf([sequence(objectIdentifier('2.5.4.3'), value)]));
const extension = (identifier: string, ...rest: readonly Buffer[]) =>
  sequence(objectIdentifier(identifier), ...rest);
const asking = (...extensions: readonly Buffer[]) =>
  sequence(objectIdentifier('1.2.840.113549.1.9.14'), setOf([sequence(...extensions)]));
const alternative = (value: Buffer) => extension('2.5.29.17', der(OCTET_STRING, value));
const names = (value: Buffer) => ({ attributes: der(0xa0, asking(alternative(value))) });
const uri = (address: string) => names(sequence(text(0x86, address)));
const HOST_A = sequence(text(0x82, 'a'));
const USAGE = extension('2.5.29.15', der(OCTET_STRING, bitString(Buffer.of(0x80), 7)));

const ODDITIES: { readonly [name: string]: Oddity } = {
  'nothing odd': {},
  'names: no DER': names(Buffer.from('zzzz')),
  'names: empty': names(Buffer.alloc(0)),
  'names: no list': names(text(UTF8_STRING, 'a')),
  'names: a list cut short': names(sequence(Buffer.of(0x82, 5, 0x61))),
  'names: something after the list': names(Buffer.concat([HOST_A, der(NULL)])),
  'names: an empty list': names(sequence()),
  'names: an address of 5 bytes': names(sequence(text(0x87, 'abcde'))),
  'names: a host of other letters': names(sequence(text(0x82, 'é'))),
  'names: a mailbox of other letters': names(sequence(text(0x81, 'é'))),
  'names: a URI of other letters': uri('é'),
  'names: a URI with half a bracket': uri('http://[::1'),
  'names: a URI with an empty label': uri('http://a..b/'),
  'names: a URI with a dot at the end': uri('http://a./'),
  'names: a URI with a dot at the beginning': uri('http://.a/'),
  'names: a URI with a wrong escape': uri('http://a/%zz'),
  'names: a URI with a control character': uri('http://a/\x01'),
  'names: a URI with a space': uri('http://a/b c'),
  'names: a URI without a host': uri('urn:a:b'),
  'names: an empty URI': uri(''),
  'names: one of another kind': names(sequence(der(0xa0, objectIdentifier('1.2.3'), der(0xa0)))),
  'names: an empty host': names(sequence(text(0x82, ''))),
  'names: twice': { attributes: der(0xa0, asking(alternative(HOST_A), alternative(HOST_A))) },
  'names: in one of two attributes': {
    attributes: der(0xa0, asking(USAGE), asking(alternative(HOST_A))),
  },
  'names: twice, in two attributes': {
    attributes: der(0xa0, asking(alternative(HOST_A)), asking(alternative(HOST_A))),
  },
  'names: critical': {
    attributes: der(
      0xa0,
      asking(extension('2.5.29.17', der(BOOLEAN, Buffer.of(0xff)), der(OCTET_STRING, HOST_A))),
    ),
  },
  'attributes: none': { attributes: Buffer.alloc(0) },
  'attributes: a text': { attributes: der(0xa0, text(UTF8_STRING, 'a')) },
  'attributes: one that cannot be read': { attributes: der(0xa0, sequence(Buffer.of(6, 9, 1))) },
  'attributes: a password': {
    attributes: der(
      0xa0,
      sequence(objectIdentifier('1.2.840.113549.1.9.7'), setOf([text(UTF8_STRING, 'x')])),
    ),
  },
  'attributes: a text for an extension': { attributes: der(0xa0, asking(text(UTF8_STRING, 'a'))) },
  'attributes: no extensions': {
    attributes: der(0xa0, sequence(objectIdentifier('1.2.840.113549.1.9.14'), setOf([]))),
  },
  'subject: a text': { subject: text(UTF8_STRING, 'jane') },
  'subject: texts': { subject: sequence(text(UTF8_STRING, 'jane')) },
  'subject: an empty set': { subject: sequence(setOf([])) },
  'subject: no value': { subject: sequence(setOf([sequence(objectIdentifier('2.5.4.3'))])) },
  'subject: a number': { subject: named(integer(Buffer.of(7))) },
  'subject: printable, wrong': { subject: named(text(PRINTABLE_STRING, 'a@b')) },
  'subject: printable, almost wrong': { subject: named(text(PRINTABLE_STRING, 'a*b&c')) },
  'subject: ASCII, wrong': { subject: named(text(0x16, 'é')) },
  'subject: ASCII': { subject: named(text(0x16, 'a@b')) },
  'subject: UTF-8, wrong': { subject: named(text(UTF8_STRING, [0xff])) },
  'subject: digits, wrong': { subject: named(text(0x12, 'a')) },
  'subject: digits': { subject: named(text(0x12, '1 2')) },
  'subject: two bytes a character': { subject: named(text(0x1e, [0, 0x6a])) },
  'subject: two bytes a character, but one': { subject: named(text(0x1e, [0, 0x6a, 0])) },
  'subject: two bytes a character, half of one': { subject: named(text(0x1e, [0xd8, 1, 0xdc, 1])) },
  'subject: Teletex': { subject: named(text(0x14, [0xe9])) },
  'subject: visible characters': { subject: named(text(0x1a, 'jane')) },
  'something after the request': { after: der(NULL) },
  'another version': { version: integer(Buffer.of(1)) },
  'a version in letters': { version: text(UTF8_STRING, 'a') },
  'a version without digits': { version: der(INTEGER, Buffer.of(0)) },
  'the curve P-224': { keys: generateKeyPairSync('ec', { namedCurve: 'P-224' }) },
  'the curve P-521': { keys: generateKeyPairSync('ec', { namedCurve: 'P-521' }) },
  'the curve secp256k1': { keys: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }) },
  'RSA with SHA-256': { keys: RSA, algorithm: RSA_SHA256 },
  'RSA with SHA-1': {
    keys: RSA,
    algorithm: algorithm('1.2.840.113549.1.1.5', der(NULL)),
    sign: (bytes) => sign('sha1', bytes, RSA.privateKey),
  },
  'RSA with MD5': {
    keys: RSA,
    algorithm: algorithm('1.2.840.113549.1.1.4', der(NULL)),
    sign: (bytes) => sign('md5', bytes, RSA.privateKey),
  },
  'RSA with 512 bits': {
    keys: generateKeyPairSync('rsa', { modulusLength: 512 }),
    algorithm: RSA_SHA256,
  },
  'RSA with salt': { keys: RSA, algorithm: salted(32), sign: signSalted(32) },
  'RSA with less salt': { keys: RSA, algorithm: salted(20), sign: signSalted(20) },
  'RSA with a wrong signature': { keys: RSA, algorithm: RSA_SHA256, sign: () => Buffer.alloc(256) },
  'ECDSA with SHA-1': {
    algorithm: algorithm('1.2.840.10045.4.1'),
    sign: (bytes) => sign('sha1', bytes, EC.privateKey),
  },
  'ECDSA with a wrong signature': { sign: () => sign('sha256', Buffer.alloc(1), EC.privateKey) },
  'ECDSA said to be RSA': { algorithm: RSA_SHA256 },
  'Ed25519 said to be ECDSA': { keys: generateKeyPairSync('ed25519'), sign: () => Buffer.alloc(64) },
  'Ed25519 with a wrong signature': {
    keys: generateKeyPairSync('ed25519'),
    algorithm: algorithm('1.3.101.112'),
    sign: () => Buffer.alloc(64),
  },
  Ed448: {
    keys: generateKeyPairSync('ed448'),
    algorithm: algorithm('1.3.101.113'),
    sign: () => Buffer.alloc(114),
  },
  X25519: { keys: generateKeyPairSync('x25519'), sign: () => Buffer.alloc(64) },
};

function make({ keys = EC, ...odd }: Oddity): string {
  const info = sequence(
    odd.version ?? integer(Buffer.of(0)),
    odd.subject ?? named(text(UTF8_STRING, 'jane')),
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    odd.attributes ?? der(0xa0),
  );
  const signature = odd.sign?.(info) ?? sign('sha256', info, keys.privateKey);
  const request = sequence(info, odd.algorithm ?? ECDSA_SHA256, bitString(signature));
  return pemText(PEM_TYPE, Buffer.concat([request, odd.after ?? Buffer.alloc(0)]));
}

function textsOf(): readonly (readonly [name: string, pem: string])[] {
  const good = make({});
  return [
    ...Object.entries(ODDITIES).map(([name, odd]) => [name, make(odd)] as const),
    ['no PEM', 'nothing'],
    ['PEM of a certificate', pemText('CERTIFICATE', der(NULL))],
    ['PEM of nothing', pemText(PEM_TYPE, Buffer.alloc(0))],
    ['PEM of something else', pemText(PEM_TYPE, der(NULL))],
    ['PEM of another name', good.replaceAll(PEM_TYPE, `NEW ${PEM_TYPE}`)],
    ['PEM with a text before it', `Hello\n${good}`],
    ['PEM twice', good + good],
  ];
}

interface Refusal {
  readonly details?: { readonly causes?: readonly { readonly message: string }[] };
}

async function main([kubeconfig]: string[]): Promise<void> {
  if (!kubeconfig) throw new Error('usage: record-signing-requests.ts KUBECONFIG');
  const server = new HttpExchange(endpointOf(kubeconfig));
  const lines: string[] = [];
  for (const [name, request] of textsOf()) {
    const spec = {
      request: Buffer.from(request).toString('base64'),
      signerName: 'example.com/a',
      usages: ['client auth'],
    };
    const { status, body } = await server.send({
      method: 'POST',
      path: PATH,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ metadata: { name: 'odd' }, spec }),
    });
    const refusal = JSON.parse(body.toString()) as Refusal;
    // The value is the text in base64.
    const [cause] = refusal.details?.causes ?? [];
    const problem = status === 201 ? null : cause?.message.replace(/^Invalid value: "[^"]*": /, '');
    lines.push(JSON.stringify({ name, request, problem }));
  }
  server.close();
  writeFileSync(FILE, `[\n${lines.join(',\n')}\n]\n`);
  console.log(`${lines.length} answers`);
}

void main(process.argv.slice(2));
