import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Client } from '../../../../lib/client/client';
import { ClusterAuthority } from '../../../../lib/cluster/apiserver/http/certificate-authority';
import { makeAuthority } from '../../../../lib/cluster/apiserver/http/certificates';
import { VirtualClock } from '../../../../lib/cluster/clock/virtual-clock';
import { Cluster } from '../../../../lib/cluster/cluster';
import { CertificateSigningRequests, ClusterRoleBindings } from '../../../../lib/kube/generated/resources';
import { StatusError } from '../../../../lib/kube/status';
import {
  answerOf,
  BINDINGS,
  type CertificateAnswer,
  type CertificateCase,
  decided,
  prepare,
} from './certificate-case';

const FOLDER = join(__dirname, '..', '..', '..', 'golden', 'certificates');
/** Seconds in which controllers have done what they will do. */
const PATIENCE = 5;
const HOUR = 3_600_000;

const cases = parse(readFileSync(join(FOLDER, 'requests.cases.yaml'), 'utf8')) as CertificateCase[];
const answers = JSON.parse(
  readFileSync(join(FOLDER, 'requests.answers.json'), 'utf8'),
) as CertificateAnswer[];

const certified = makeAuthority();
const authority = new X509Certificate(certified.certificate);
/** Ahead of the real time certificates would begin to be valid earlier. */
const clock = new VirtualClock(Date.now() - HOUR);
const cluster = new Cluster({
  clock,
  authority: new ClusterAuthority(certified),
  without: ['scheduler', 'kubelets', 'network'],
});
const admin = cluster.admin('test');
for (const binding of BINDINGS) admin.create(ClusterRoleBindings, binding);
afterAll(() => cluster.stop());

test('every request has been recorded', () => {
  expect(answers.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
});

/** The controllers make of requests what the real ones made; see tools/record-certificates.ts. */
test.each(cases.map((one, index) => [one.name, one, index] as const))('%s', (_name, one, index) => {
  expect(JSON.parse(JSON.stringify(replay(one, index)))).toEqual(answers[index]);
});

function replay(one: CertificateCase, index: number): CertificateAnswer {
  const prepared = prepare(one, index);
  const client = new Client(cluster.api, { user: prepared.author, agent: 'test' });
  try {
    const created = client.create(CertificateSigningRequests, prepared.object);
    const said = decided(created, one);
    if (said) admin.updateSubresource(CertificateSigningRequests, said, 'approval');
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { name: one.name, refused: error.message };
  }
  clock.runUntil(clock.now() + PATIENCE * 1000);
  const { name } = prepared.object.metadata;
  return answerOf(one, prepared, admin.get(CertificateSigningRequests, '', name!), authority);
}
