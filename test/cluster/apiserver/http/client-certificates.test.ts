import { ClientCertificates } from '../../../../lib/cluster/apiserver/http/client-certificates';

const EXPIRY = Date.parse('2026-01-02T00:00:00Z');

/** A connection as TLS gives it. */
function connection(
  subject: { readonly [attribute: string]: string | readonly string[] },
  authorized = true,
) {
  const certificate = { raw: Buffer.from('raw'), subject, valid_to: 'Jan  2 00:00:00 2026 GMT' };
  return { authorized, getPeerCertificate: () => certificate };
}

function userAt(now: number, socket: object): unknown {
  const user = new ClientCertificates(() => now).userOf(socket);
  return typeof user === 'object' ? [user.name, ...user.groups] : user;
}

test('the common name is the user, the organizations are the groups', () => {
  const user = userAt(EXPIRY, connection({ CN: 'jane', O: ['a', 'b'] }));
  expect(user).toEqual(['jane', 'a', 'b', 'system:authenticated']);
});

test('a certificate without a common name says nothing', () => {
  expect(userAt(EXPIRY, connection({ O: 'a' }))).toBeUndefined();
});

test('a certificate that somebody else has signed is refused', () => {
  expect(userAt(EXPIRY, connection({ CN: 'jane' }, false))).toBe('refused');
});

test('a connection is refused from the moment at which its certificate ends in the time of the cluster', () => {
  let now = EXPIRY;
  const certificates = new ClientCertificates(() => now);
  const socket = connection({ CN: 'jane' });
  expect(certificates.userOf(socket)).toMatchObject({ name: 'jane' });
  now += 1000;
  expect(certificates.userOf(socket)).toBe('refused');
});
