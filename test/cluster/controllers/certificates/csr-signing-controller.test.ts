import { VIRTUAL_EPOCH, VirtualClock } from '../../../../lib/cluster/clock/virtual-clock';
import { Cluster } from '../../../../lib/cluster/cluster';
import type {
  CertificateAuthority,
  CertificateTemplate,
} from '../../../../lib/kube/certificates/certificate';
import { CertificateSigningRequests } from '../../../../lib/kube/generated/resources';
import { type CertificateCase, decided, prepare } from './certificate-case';
import { OLD_CERTIFICATE } from './old-certificate';

const YEAR = 365 * 86_400_000;
const USER: CertificateCase = {
  name: 'a user',
  subject: [['CN', 'jane']],
  signerName: 'kubernetes.io/kube-apiserver-client',
  usages: ['client auth'],
};

/** Writes down what it is asked for. */
class SimulatedAuthority implements CertificateAuthority {
  readonly issued: CertificateTemplate[] = [];

  constructor(readonly notAfter: number) {}

  issue(template: CertificateTemplate): string {
    this.issued.push(template);
    // Any certificate will do.
    return OLD_CERTIFICATE;
  }
}

/** Asks for a certificate, and approves it. @param lasts milliseconds from now to the end of the authority */
function ask(lasts: number, one: CertificateCase = USER) {
  const authority = new SimulatedAuthority(VIRTUAL_EPOCH + lasts);
  const clock = new VirtualClock();
  const cluster = new Cluster({ clock, authority, nodes: 0, without: ['scheduler', 'network'] });
  const client = cluster.admin('test');
  const created = client.create(CertificateSigningRequests, prepare(one, 0).object);
  client.updateSubresource(CertificateSigningRequests, decided(created, one)!, 'approval');
  clock.runUntil(VIRTUAL_EPOCH + 60_000);
  const { status } = client.get(CertificateSigningRequests, '', created.metadata.name!);
  cluster.stop();
  const conditions = (status?.conditions ?? []).map(({ type }) => type);
  return { issued: authority.issued, certificate: status?.certificate, conditions };
}

test('a request is signed once', () => {
  const { issued, certificate } = ask(10 * YEAR);
  expect(issued).toHaveLength(1);
  expect(certificate).toBe(Buffer.from(OLD_CERTIFICATE).toString('base64'));
});

test('no certificate outlives the authority', () => {
  const { issued } = ask(YEAR / 2);
  expect(issued.map(({ notAfter }) => notAfter)).toEqual([VIRTUAL_EPOCH + YEAR / 2]);
});

test('an authority that has ended signs nothing, and nobody is told that they have failed', () => {
  expect(ask(0)).toEqual({ issued: [], certificate: undefined, conditions: ['Approved'] });
});

test('a request that has failed is not tried again', () => {
  const { issued, conditions } = ask(10 * YEAR, { ...USER, usages: ['server auth'] });
  expect(issued).toEqual([]);
  expect(conditions).toEqual(['Approved', 'Failed']);
});
