/** Why a server could not be reached, in one sentence that says what to do next. */
export function describeConnectionError(error: Error & { code?: string }, server: string): string {
  const reason = REASONS[error.code ?? ''];
  return reason ? `cannot reach ${server}: ${reason}` : `cannot reach ${server}: ${error.message}`;
}

const REASONS: { readonly [code: string]: string } = {
  ECONNREFUSED: 'connection refused; is the cluster running?',
  ENOTFOUND: 'its host name does not resolve; check the server address in the kubeconfig',
  EAI_AGAIN: 'its host name does not resolve right now; check the network',
  ETIMEDOUT: 'no answer in time; check the address, the network and the firewall',
  EHOSTUNREACH: 'there is no route to it; check the network or the VPN',
  ENETUNREACH: 'there is no route to it; check the network or the VPN',
  ECONNRESET: 'it closed the connection; is something else listening on that port?',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is not trusted; the kubeconfig needs the certificate-authority of this cluster',
  SELF_SIGNED_CERT_IN_CHAIN:
    'its certificate is not trusted; the kubeconfig needs the certificate-authority of this cluster',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is not trusted; the kubeconfig needs the certificate-authority of this cluster',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for another host name; check the server address in the kubeconfig',
  CERT_HAS_EXPIRED: 'its certificate has expired; renew it, or take a new kubeconfig',
};
