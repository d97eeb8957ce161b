import type { CertificateSigningRequest } from '../../../kube/generated/certificates-v1';
import { goQuote } from '../../../kube/go-format';
import { isAuthorizedForSigner } from './certificate-signers';
import { type AdmissionPlugin, targets } from './plugin';
import { refused } from './refusal';

/** Who approves a request for a certificate needs the right to do so for its signer. */
export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  handles: targets('certificatesigningrequests.certificates.k8s.io', ['UPDATE'], ['approval']),

  validate(request, { authorizer }) {
    // Of the old version: nobody gains a right by changing the signer on the way.
    const { signerName } = (request.oldObject as CertificateSigningRequest).spec;
    if (!isAuthorizedForSigner(authorizer, request.user, 'approve', signerName))
      throw refused(request, `user not permitted to approve requests with signerName ${goQuote(signerName)}`);
  },
};
