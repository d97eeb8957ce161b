import { isOutlived } from '../../../../lib/cluster/controllers/csrcleaner/csr-cleaner';
import type { CertificateSigningRequest } from '../../../../lib/kube/generated/certificates-v1';
import { CertificateSigningRequests } from '../../../../lib/kube/generated/resources';
import { OLD_CERTIFICATE } from '../certificates/old-certificate';
import { TestCluster } from '../test-cluster';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const HOUR = 3_600_000;
const ago = (hours: number) => new Date(NOW - hours * HOUR).toISOString().replace('.000', '');
const encode = (text: string) => Buffer.from(text).toString('base64');

const EXPIRED = encode(OLD_CERTIFICATE);

function request(
  hours: number,
  decision?: 'Approved' | 'Denied' | 'Failed',
  certificate?: string,
): CertificateSigningRequest {
  const conditions = decision ? [{ type: decision, status: 'True', lastUpdateTime: ago(hours) }] : [];
  return {
    metadata: { name: 'a', creationTimestamp: ago(hours) },
    spec: { request: '', signerName: 'example.com/signer', usages: [] },
    status: { conditions, certificate },
  };
}

test.each([
  ['waits for a decision', request(23), request(25)],
  ['was denied', request(0.9, 'Denied'), request(1.1, 'Denied')],
  ['failed', request(0.9, 'Failed'), request(1.1, 'Failed')],
  ['was approved and never issued', request(23, 'Approved'), request(25, 'Approved')],
  ['was issued', request(0.9, 'Approved', encode('x')), request(1.1, 'Approved', encode('x'))],
])('a request that %s is kept for a time', (_state, young, old) => {
  expect(isOutlived(young, NOW)).toBe(false);
  expect(isOutlived(old, NOW)).toBe(true);
});

test('a certificate that has expired takes its request with it', () => {
  expect(isOutlived(request(0.1, 'Approved', EXPIRED), NOW)).toBe(true);
});

test('requests that nobody answers are gone after a day, in an hourly round', () => {
  const cluster = new TestCluster();
  cluster.client.create(CertificateSigningRequests, {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'forgotten' },
    spec: {
      signerName: 'example.com/signer',
      usages: ['digital signature'],
      request: encode(`-----BEGIN CERTIFICATE REQUEST-----
MIHIMHACAQAwDjEMMAoGA1UEAwwDb2xkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
QgAEXjABm65dCj6ofcMYwqOpwtuB5C0hIg6qjH+rJ+TQhXd61SqkBNjcV805T0YT
wONa5DPysOsg8msWD02QWoKAV6AAMAoGCCqGSM49BAMCA0gAMEUCIQCkwV8D3jkP
LoVjzekmyQE7lvl/WFBOXA8y9ubGVKQviAIgPTSgNdTcZOcZF6L4QTtnGDkOLMhq
BI3M4GBCJmP8RK8=
-----END CERTIFICATE REQUEST-----
`),
    },
  });
  expect(cluster.settle()).toBe(true);
  const left = () => cluster.client.list(CertificateSigningRequests).items.length;
  cluster.advance(24 * 3600 - 10);
  expect(left()).toBe(1);
  cluster.advance(3700);
  expect(left()).toBe(0);
  cluster.stop();
});
