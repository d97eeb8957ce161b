import { ClusterAuthority } from '../../../../lib/cluster/apiserver/http/certificate-authority';
import { makeAuthority } from '../../../../lib/cluster/apiserver/http/certificates';
import { VirtualClock } from '../../../../lib/cluster/clock/virtual-clock';
import { Cluster, type ClusterOptions } from '../../../../lib/cluster/cluster';
import { ADMIN } from '../../../../lib/cluster/identities';
import { makeRequest } from '../../../kube/certificates/made-request';

const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';

function warningsAbout(
  signerName: string,
  options: Pick<ClusterOptions, 'authority'> = {},
): readonly string[] {
  const cluster = new Cluster({ clock: new VirtualClock(), nodes: 0, ...options });
  const request = Buffer.from(makeRequest({ subject: [['CN', 'jane']] }).request).toString('base64');
  const { warnings } = cluster.api.handle({
    group: 'certificates.k8s.io',
    version: 'v1',
    user: ADMIN,
    agent: 'test',
    verb: 'create',
    resource: 'certificatesigningrequests',
    namespace: '',
    body: {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name: 'jane' },
      spec: { request, signerName, usages: ['client auth'] },
    },
    options: {},
  });
  cluster.stop();
  return warnings;
}

test('who asks for a certificate where nobody signs any is told so', () => {
  expect(warningsAbout(CLIENT_SIGNER)).toEqual([
    'only a served cluster has an authority that signs certificates for kubernetes.io/kube-apiserver-client',
  ]);
});

test('who asks a cluster with an authority is not', () => {
  expect(warningsAbout(CLIENT_SIGNER, { authority: new ClusterAuthority(makeAuthority()) })).toEqual([]);
});

test('who asks a signer of their own is not: nobody but they will sign', () => {
  expect(warningsAbout('example.com/signer')).toEqual([]);
});
