import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ServedCluster } from '../../lib/cluster/served-cluster';
import type { SelfSubjectReview } from '../../lib/kube/generated/authentication-v1';
import type { CertificateSigningRequest } from '../../lib/kube/generated/certificates-v1';
import { makeRequest, type RequestSubject } from '../kube/certificates/made-request';

/** Users with certificates, from their request to what they may do: all of it over HTTPS, as kubectl does it. */

const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const WHO_AM_I = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const PODS = '/api/v1/namespaces/default/pods';
const CLIENT = { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] } as const;

/** How a client shows who it is. */
type Credential = { readonly token: string } | { readonly key: string; readonly cert: string };

let folder: string;
let served: ServedCluster;
const defects: Error[] = [];

const start = async () => {
  const onDefect = (error: Error) => void defects.push(error);
  served = await ServedCluster.start({ nodes: 0, dataFolder: join(folder, 'data'), onDefect });
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certified-users-'));
  await start();
});
afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
  expect(defects).toEqual([]);
});

interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

function call<T>(by: Credential, method: string, path: string, body?: object): Promise<Answer<T>> {
  const config = parse(served.kubeconfig('test'));
  const ca = Buffer.from(config.clusters[0].cluster['certificate-authority-data'], 'base64');
  const headers = {
    'content-type': 'application/json',
    ...('token' in by ? { authorization: `Bearer ${by.token}` } : {}),
  };
  return new Promise((resolve, reject) => {
    const outgoing = https.request(
      new URL(path, served.url),
      { method, headers, ca, agent: false, ...('cert' in by ? by : {}) },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode!, body: JSON.parse(text) }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body && JSON.stringify(body));
  });
}

const admin = (): Credential => ({ token: parse(served.kubeconfig('test')).users[0].user.token });

/** Asks for a certificate, approves it, and waits for it. */
async function certified(
  name: string,
  subject: RequestSubject,
  spec: Partial<CertificateSigningRequest['spec']>,
): Promise<{ readonly key: string; readonly cert: string }> {
  const { key, request } = makeRequest(subject);
  const asked = await call<CertificateSigningRequest>(admin(), 'POST', REQUESTS, {
    metadata: { name },
    spec: { request: Buffer.from(request).toString('base64'), ...spec },
  });
  const conditions = [{ type: 'Approved', status: 'True', reason: 'Known' }];
  const approved = { ...asked.body, status: { conditions } };
  await call(admin(), 'PUT', `${REQUESTS}/${name}/approval`, approved);
  for (let tries = 0; tries < 1000; tries++) {
    const { body } = await call<CertificateSigningRequest>(admin(), 'GET', `${REQUESTS}/${name}`);
    if (body.status?.certificate)
      return { key, cert: Buffer.from(body.status.certificate, 'base64').toString() };
  }
  throw new Error(`no certificate for ${name}`);
}

const JANE: RequestSubject = {
  subject: [
    ['CN', 'jané'],
    ['O', 'developers'],
    ['O', 'testers'],
  ],
};

async function whoIs(by: Credential) {
  const { body } = await call<SelfSubjectReview>(by, 'POST', WHO_AM_I, {});
  return body.status?.userInfo;
}

test('a user whose request was approved is who the request says, and may do what roles say', async () => {
  const jane = await certified('jane', JANE, CLIENT);
  const user = await whoIs(jane);
  expect(user).toMatchObject({ username: 'jané' });
  expect([...user!.groups!].sort()).toEqual(['developers', 'system:authenticated', 'testers']);
  expect((await call(jane, 'GET', PODS)).status).toBe(403);
  const apiGroup = 'rbac.authorization.k8s.io';
  await call(admin(), 'POST', `/apis/${apiGroup}/v1/namespaces/default/rolebindings`, {
    metadata: { name: 'testers' },
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'view' },
    subjects: [{ apiGroup, kind: 'Group', name: 'testers' }],
  });
  expect((await call(jane, 'GET', PODS)).status).toBe(200);
});

test('a certificate for servers is none for clients', async () => {
  const subject: RequestSubject = {
    subject: [
      ['O', 'system:nodes'],
      ['CN', 'system:node:a'],
    ],
    dns: ['a.example.com'],
  };
  const signerName = 'kubernetes.io/kubelet-serving';
  const kubelet = await certified('a', subject, { signerName, usages: ['digital signature', 'server auth'] });
  expect((await call(kubelet, 'GET', PODS)).status).toBe(401);
});

test('a certificate is still good when the cluster has been started again', async () => {
  const before = await certified('before', JANE, CLIENT);
  await served.stop();
  await start();
  expect(await whoIs(before)).toMatchObject({ username: 'jané' });
  expect(await whoIs(await certified('after', JANE, CLIENT))).toMatchObject({ username: 'jané' });
});
