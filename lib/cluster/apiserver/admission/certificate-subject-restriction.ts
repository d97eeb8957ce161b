import { pemTextIn } from '../../../kube/certificates/pem';
import { CLIENT_SIGNER } from '../../../kube/certificates/signers';
import { readSigningRequest } from '../../../kube/certificates/signing-request';
import type { CertificateSigningRequest } from '../../../kube/generated/certificates-v1';
import { SUPERUSERS } from '../authorization/authorizer';
import { type AdmissionPlugin, targets } from './plugin';
import { refused } from './refusal';

/** Nobody gets a certificate that makes him a superuser. */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  handles: targets('certificatesigningrequests.certificates.k8s.io', ['CREATE']),

  validate(request) {
    const { spec } = request.object as CertificateSigningRequest;
    if (spec.signerName !== CLIENT_SIGNER) return;
    // Validation has read the request before.
    const { subject } = readSigningRequest(pemTextIn(spec.request));
    if (subject.organizations.includes(SUPERUSERS))
      throw refused(request, `use of ${CLIENT_SIGNER} signer with ${SUPERUSERS} group is not allowed`);
  },
};
