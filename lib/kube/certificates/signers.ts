import type { RequestedCertificate } from './signing-request';

/** Of the certificates by which users show themselves to the API server. */
export const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';
export const KUBELET_CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client-kubelet';

/** What keeps a signer from signing a request with these usages, in Kubernetes' words; undefined for nothing. */
type SignerRule = (request: RequestedCertificate, usages: readonly string[]) => string | undefined;

/**
 * The signers of Kubernetes. It has another one, `kubernetes.io/legacy-unknown`, for which the API has not taken requests
 * since `certificates.k8s.io/v1`.
 */
export const SIGNERS: { readonly [signerName: string]: SignerRule | undefined } = {
  [CLIENT_SIGNER]: (_request, usages) => clientProblem(usages),
  [KUBELET_CLIENT_SIGNER]: kubeletClientProblem,
  'kubernetes.io/kubelet-serving': kubeletServingProblem,
};

const CLIENT_USAGES = ['client auth', 'digital signature', 'key encipherment'];
const SERVING_USAGES = ['digital signature', 'key encipherment', 'server auth'];
const NODES = 'system:nodes';
const NODE_PREFIX = 'system:node:';

const WRONG_ORGANIZATION = 'subject organization is not system:nodes';
const WRONG_COMMON_NAME = 'subject common name does not begin with system:node:';

function clientProblem(usages: readonly string[]): string | undefined {
  const other = usages.find((usage) => !CLIENT_USAGES.includes(usage));
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  return usages.includes('client auth')
    ? undefined
    : 'missing required usage for client certificate: client auth';
}

/** Whether the request is one for the certificate by which a kubelet shows itself to the API server. */
export function kubeletClientProblem(
  { subject, alternativeNames: { dns, email, ip, uri } }: RequestedCertificate,
  usages: readonly string[],
): string | undefined {
  if (!isNodesAlone(subject.organizations)) return WRONG_ORGANIZATION;
  if (dns.length > 0) return 'DNS subjectAltNames are not allowed';
  if (email.length > 0) return 'Email subjectAltNames are not allowed';
  if (ip.length > 0) return 'IP subjectAltNames are not allowed';
  if (uri.length > 0) return 'URI subjectAltNames are not allowed';
  if (!subject.commonName.startsWith(NODE_PREFIX)) return WRONG_COMMON_NAME;
  return usagesProblem(usages, CLIENT_USAGES);
}

function kubeletServingProblem(
  { subject, alternativeNames: { dns, email, ip, uri } }: RequestedCertificate,
  usages: readonly string[],
): string | undefined {
  if (!isNodesAlone(subject.organizations)) return WRONG_ORGANIZATION;
  if (dns.length === 0 && ip.length === 0) return 'DNS or IP subjectAltName is required';
  if (email.length > 0) return 'Email subjectAltNames are not allowed';
  if (uri.length > 0) return 'URI subjectAltNames are not allowed';
  return (
    usagesProblem(usages, SERVING_USAGES) ??
    (subject.commonName.startsWith(NODE_PREFIX) ? undefined : WRONG_COMMON_NAME)
  );
}

function isNodesAlone(organizations: readonly string[]): boolean {
  return organizations.length === 1 && organizations[0] === NODES;
}

/** Only keys of RSA encipher other keys. */
function usagesProblem(usages: readonly string[], wanted: readonly string[]): string | undefined {
  const given = new Set(usages);
  const missing = wanted.filter((usage) => !given.has(usage));
  const isGood = missing.every((usage) => usage === 'key encipherment');
  const hasOthers = given.size > wanted.length - missing.length;
  return isGood && !hasOthers ? undefined : `usages did not match [${wanted.join(' ')}]`;
}
