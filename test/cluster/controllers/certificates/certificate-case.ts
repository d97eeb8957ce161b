import type { X509Certificate } from 'node:crypto';
import type { UserInfo } from '../../../../lib/kube/api-request';
import type { CertificateSigningRequest } from '../../../../lib/kube/generated/certificates-v1';
import type { ClusterRoleBinding } from '../../../../lib/kube/generated/rbac-v1';
import { type MadeRequest, makeRequest, type RequestSubject } from '../../../kube/certificates/made-request';
import { type DescribedCertificate, describeCertificate } from './described-certificate';

/** A request for a certificate, as test/golden/certificates/requests.cases.yaml writes it. */
export interface CertificateCase extends RequestSubject {
  readonly name: string;
  readonly signerName: string;
  readonly usages: NonNullable<CertificateSigningRequest['spec']['usages']>;
  readonly expirationSeconds?: number;
  /** @default 'admin' */
  readonly author?: keyof typeof AUTHORS;
  /** What an administrator says to it. @default approved */
  readonly decisions?: readonly ('Approved' | 'Denied')[];
}

/** What became of a case. */
export interface CertificateAnswer {
  readonly name: string;
  /** Why it was not created. */
  readonly refused?: string;
  readonly conditions?: readonly unknown[];
  readonly certificate?: DescribedCertificate;
}

export const AUTHORS: { readonly [author in 'admin' | 'bootstrapper' | 'node' | 'nobody']: UserInfo } = {
  admin: { name: 'admin', groups: ['system:masters', 'system:authenticated'] },
  bootstrapper: { name: 'system:bootstrap:abcdef', groups: ['system:bootstrappers', 'system:authenticated'] },
  node: { name: 'system:node:a', groups: ['system:nodes', 'system:authenticated'] },
  nobody: { name: 'nobody', groups: ['system:authenticated'] },
};

/** The rights that clusters give to kubelets, and everybody's to ask. */
export const BINDINGS: readonly ClusterRoleBinding[] = [
  binding('ask', 'system:node-bootstrapper', 'system:authenticated'),
  binding('join', 'system:certificates.k8s.io:certificatesigningrequests:nodeclient', 'system:bootstrappers'),
  binding('renew', 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient', 'system:nodes'),
];

function binding(name: string, role: string, group: string): ClusterRoleBinding {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `certificates-${name}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }],
  };
}

export interface PreparedCase {
  readonly made: MadeRequest;
  readonly object: CertificateSigningRequest;
  readonly author: UserInfo;
}

export function prepare(one: CertificateCase, index: number): PreparedCase {
  const { signerName, usages, expirationSeconds, author = 'admin' } = one;
  const made = makeRequest(one);
  const request = Buffer.from(made.request).toString('base64');
  return {
    made,
    author: AUTHORS[author],
    object: {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name: `certificates-${index}` },
      spec: { request, signerName, usages, expirationSeconds },
    },
  };
}

/** The object with what an administrator says to it; undefined for nothing. */
export function decided(
  object: CertificateSigningRequest,
  { decisions = ['Approved'] }: CertificateCase,
): CertificateSigningRequest | undefined {
  if (decisions.length === 0) return undefined;
  const conditions = decisions.map((type) => ({ type, status: 'True', reason: 'Test', message: 'said so' }));
  return { ...object, status: { ...object.status, conditions } };
}

/** What became of a request, some time after it was decided. */
export function answerOf(
  { name }: CertificateCase,
  { made }: PreparedCase,
  { metadata, status }: CertificateSigningRequest,
  authority: X509Certificate,
): CertificateAnswer {
  const { certificate, conditions = [] } = status ?? {};
  const created = Date.parse(metadata.creationTimestamp!);
  return {
    name,
    conditions: conditions.map(({ lastUpdateTime, lastTransitionTime, ...rest }) => ({
      ...rest,
      isTimed: lastUpdateTime !== undefined && lastTransitionTime !== undefined,
    })),
    ...(certificate
      ? {
          certificate: describeCertificate(
            Buffer.from(certificate, 'base64').toString(),
            authority,
            made.publicKey,
            created,
          ),
        }
      : {}),
  };
}
