import { equal } from '../../../kube/frozen';
import type { CertificateSigningRequest } from '../../../kube/generated/certificates-v1';
import { goQuote } from '../../../kube/go-format';
import { isAuthorizedForSigner } from './certificate-signers';
import { type AdmissionPlugin, targets } from './plugin';
import { refused } from './refusal';

/** Who issues a certificate needs the right to do so for its signer. */
export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  handles: targets('certificatesigningrequests.certificates.k8s.io', ['UPDATE'], ['status']),

  validate(request, { authorizer }) {
    const { spec, status: old } = request.oldObject as CertificateSigningRequest;
    const { status } = request.object as CertificateSigningRequest;
    const isUntouched =
      status?.certificate === old?.certificate && equal(status?.conditions ?? [], old?.conditions ?? []);
    if (!isUntouched && !isAuthorizedForSigner(authorizer, request.user, 'sign', spec.signerName))
      throw refused(
        request,
        `user not permitted to sign requests with signerName ${goQuote(spec.signerName)}`,
      );
  },
};
