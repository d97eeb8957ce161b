import { Client } from '../../../../lib/client/client';
import { Random } from '../../../../lib/cluster/clock/random';
import { VirtualClock } from '../../../../lib/cluster/clock/virtual-clock';
import { buildControlPlane } from '../../../../lib/cluster/control-plane';
import { adminThrough } from '../../../../lib/cluster/identities';
import type { CertificateSigningRequestCondition } from '../../../../lib/kube/generated/certificates-v1';
import { CertificateSigningRequests } from '../../../../lib/kube/generated/resources';
import { makeRequest } from '../../../kube/certificates/made-request';

const START = Date.parse('2026-01-01T00:00:00Z');
const APPROVED = { type: 'Approved', status: 'True', reason: 'Known' };

let clock: VirtualClock;
let client: Client;
beforeEach(() => {
  clock = new VirtualClock(START);
  client = new Client(buildControlPlane({ clock, random: new Random(1) }).api, adminThrough('test'));
  const request = Buffer.from(makeRequest({ subject: [['CN', 'jane']] }).request).toString('base64');
  client.create(CertificateSigningRequests, {
    metadata: { name: 'jane' },
    spec: { request, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
  });
});

function say(subresource: string, conditions: readonly CertificateSigningRequestCondition[]) {
  const request = client.get(CertificateSigningRequests, '', 'jane');
  const said = { ...request, status: { ...request.status, conditions: [...conditions] } };
  return client.updateSubresource(CertificateSigningRequests, said, subresource).status?.conditions;
}

test('an approval has the time at which it was given', () => {
  clock.runUntil(START + 60_000);
  const now = '2026-01-01T00:01:00Z';
  expect(say('approval', [APPROVED])).toEqual([
    { ...APPROVED, lastUpdateTime: now, lastTransitionTime: now },
  ]);
});

test('so has a failure, and the approval before it keeps its own', () => {
  const [approved] = say('approval', [APPROVED])!;
  clock.runUntil(START + 60_000);
  const [first, failed] = say('status', [approved!, { type: 'Failed', status: 'True', reason: 'Broken' }])!;
  expect(first).toEqual(approved);
  expect(failed).toMatchObject({ lastTransitionTime: '2026-01-01T00:01:00Z' });
});

test('whoever approves may say when', () => {
  const lastUpdateTime = '2025-12-31T00:00:00Z';
  expect(say('approval', [{ ...APPROVED, lastUpdateTime }])).toMatchObject([{ lastUpdateTime }]);
});
