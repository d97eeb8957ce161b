import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { CertificateFormatError, readDer } from '../../../lib/kube/certificates/der';
import { pemText } from '../../../lib/kube/certificates/pem';
import { readSigningRequest, signingRequestProblem } from '../../../lib/kube/certificates/signing-request';
import { makeRequest } from './made-request';

interface Answer {
  readonly name: string;
  readonly request: string;
  readonly problem: string | null;
}

const FILE = join(__dirname, '..', '..', 'golden', 'certificates', 'signing-requests.answers.json');
const answers = JSON.parse(readFileSync(FILE, 'utf8')) as Answer[];

/** See tools/record-signing-requests.ts. */
test.each(answers.map((answer) => [answer.name, answer] as const))(
  'of a request with %s it is said what the API server says',
  (_name, { request, problem }) => {
    expect(signingRequestProblem(request) ?? null).toBe(problem);
    if (problem === null) expect(readSigningRequest(request).publicKey.length).toBeGreaterThan(0);
  },
);

test('a request whose bytes are damaged is refused, whatever has become of them', () => {
  const { request } = makeRequest({ subject: [['CN', 'jane']], dns: ['a.example.com'] });
  const good = Buffer.from(request.replace(/-----.*-----/g, ''), 'base64');
  const damage = fc.tuple(fc.nat({ max: good.length - 1 }), fc.integer({ min: 1, max: 255 }));
  fc.assert(
    fc.property(damage, ([at, change]) => {
      const bytes = Buffer.from(good);
      bytes[at]! ^= change;
      expect(signingRequestProblem(pemText('CERTIFICATE REQUEST', bytes))).toEqual(expect.any(String));
    }),
    { numRuns: 300 },
  );
});

test('an algorithm that is named by anything but an identifier is refused', () => {
  const { request } = makeRequest({ subject: [['CN', 'jane']] });
  const bytes = Buffer.from(request.replace(/-----.*-----/g, ''), 'base64');
  const ecdsaWithSha256 = Buffer.from('06082a8648ce3d040302', 'hex');
  bytes[bytes.indexOf(ecdsaWithSha256)] = 0x04;
  expect(signingRequestProblem(pemText('CERTIFICATE REQUEST', bytes))).toContain("tags don't match (6 vs");
});

test('bytes that are no DER are refused by name', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        readDer(Buffer.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(CertificateFormatError);
      }
    }),
  );
});
