import { SIGNERS } from '../../../kube/certificates/signers';
import type { CertificateSigningRequest } from '../../../kube/generated/certificates-v1';
import { type AdmissionPlugin, targets } from './plugin';

/**
 * Tells who asks for a certificate of Kubernetes that nobody will sign it: the cluster has no authority. Kubernetes has
 * no such plugin.
 */
export const unsignedCertificates: AdmissionPlugin = {
  name: 'UnsignedCertificates',
  handles: targets('certificatesigningrequests.certificates.k8s.io', ['CREATE']),

  validate({ object, notes }) {
    const { signerName } = (object as CertificateSigningRequest).spec;
    if (SIGNERS[signerName])
      notes.warnings.push(`only a served cluster has an authority that signs certificates for ${signerName}`);
  },
};
