import { X509Certificate } from 'node:crypto';
import { makeAuthority, makeServingCertificate } from '../../../../lib/cluster/apiserver/http/certificates';

const authority = makeAuthority();
const root = new X509Certificate(authority.certificate);
const serving = new X509Certificate(makeServingCertificate(authority).certificate);

test('an authority has signed itself, for ten years', () => {
  expect(root.ca).toBe(true);
  expect(root.subject).toBe('CN=kubernetes');
  expect(root.checkIssued(root) && root.verify(root.publicKey)).toBe(true);
  const years = (Date.parse(root.validTo) - Date.now()) / (365 * 86_400_000);
  expect(years).toBeCloseTo(10, 2);
});

test('the certificate of the server is one for the names and addresses by which it is known', () => {
  expect(serving.ca).toBe(false);
  expect(serving.checkIssued(root) && serving.verify(root.publicKey)).toBe(true);
  expect(serving.subjectAltName).toBe(
    'DNS:localhost, DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  );
  expect(serving.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
});

test('the certificate of the server was valid before it was made, for clocks that are slow', () => {
  expect(Date.parse(serving.validFrom)).toBeLessThan(Date.now() - 60_000);
});

test('no two certificates have the same serial number, and none is longer than 16 bytes', () => {
  const numbers = [root, serving, new X509Certificate(makeServingCertificate(authority).certificate)].map(
    ({ serialNumber }) => serialNumber,
  );
  expect(new Set(numbers).size).toBe(3);
  for (const number of numbers) expect(number).toMatch(/^[0-9A-F]{1,32}$/);
});
