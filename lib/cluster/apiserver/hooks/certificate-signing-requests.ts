import type { CertificateSigningRequest } from '../../../kube/generated/certificates-v1';
import { withConditionTimes } from '../../../kube/strategies/certificate-signing-request';
import { type Clock, timestamp } from '../../clock/clock';
import type { RegistryHooks } from '../registry';

/** What somebody says to a request gets its time, where they do not give it themselves. */
export function certificateSigningRequestHooks(clock: Clock): RegistryHooks {
  return {
    beforeUpdate: (object, old, { subresource }) =>
      subresource
        ? withConditionTimes(
            object as CertificateSigningRequest,
            old as CertificateSigningRequest,
            timestamp(clock.now()),
          )
        : object,
  };
}
