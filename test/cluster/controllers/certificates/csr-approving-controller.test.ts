import { Client } from '../../../../lib/client/client';
import { CertificateSigningRequests, ClusterRoleBindings } from '../../../../lib/kube/generated/resources';
import { TestCluster } from '../test-cluster';
import { AUTHORS, BINDINGS, prepare } from './certificate-case';

const [ASK, JOIN] = BINDINGS;

let cluster: TestCluster;
beforeEach(() => {
  cluster = new TestCluster();
  cluster.client.create(ClusterRoleBindings, ASK!);
});
afterEach(() => cluster.stop());

function ask(): void {
  const { object } = prepare(
    {
      name: 'a new kubelet',
      subject: [
        ['O', 'system:nodes'],
        ['CN', 'system:node:a'],
      ],
      signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
      usages: ['client auth', 'digital signature'],
    },
    0,
  );
  const kubelet = new Client(cluster.cluster.api, { user: AUTHORS.bootstrapper, agent: 'kubelet' });
  kubelet.create(CertificateSigningRequests, object);
}

function conditions(): readonly string[] {
  const request = cluster.client.get(CertificateSigningRequests, '', 'certificates-0');
  return (request.status?.conditions ?? []).map(({ type, reason }) => `${type}: ${reason}`);
}

test('a kubelet that gets the right to join later is approved without asking again', () => {
  ask();
  cluster.advance(3);
  expect(conditions()).toEqual([]);
  cluster.client.create(ClusterRoleBindings, JOIN!);
  cluster.advance(4);
  expect(conditions()).toEqual(['Approved: AutoApproved']);
});

test('a kubelet that never gets the right does not keep the cluster busy', () => {
  ask();
  expect(cluster.settle(60)).toBe(true);
  expect(conditions()).toEqual([]);
});
