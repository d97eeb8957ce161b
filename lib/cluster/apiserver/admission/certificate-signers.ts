import type { UserInfo } from '../../../kube/api-request';
import type { Authorizer } from '../authorization/authorizer';

/** Whether a user may `approve`, or `sign`, requests for a signer, or for all signers of its domain. */
export function isAuthorizedForSigner(
  authorizer: Authorizer,
  user: UserInfo,
  verb: 'approve' | 'sign',
  signerName: string,
): boolean {
  const signer = {
    user,
    verb,
    group: 'certificates.k8s.io',
    resource: 'signers',
    subresource: '',
    namespace: '',
  };
  const allOfDomain = `${signerName.split('/')[0]}/*`;
  return [signerName, allOfDomain].some((name) => authorizer.authorize({ ...signer, name }).allowed);
}
