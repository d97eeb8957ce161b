import type { Client } from '../../../client/client';
import { pemTextIn } from '../../../kube/certificates/pem';
import { KUBELET_CLIENT_SIGNER, kubeletClientProblem } from '../../../kube/certificates/signers';
import { type RequestedCertificate, readSigningRequest } from '../../../kube/certificates/signing-request';
import type { CertificateSigningRequest } from '../../../kube/generated/certificates-v1';
import { CertificateSigningRequests, SubjectAccessReviews } from '../../../kube/generated/resources';
import type { Component, ComponentContext } from '../../component/component-context';
import { type ControllerLoop, RetryLater } from '../../component/controller';
import { CERTIFICATE_CONTROLLER, certificateLoop, decisionOn, withCondition } from './certificate-loop';

/** A kind of request that is approved when its author may create this subresource of requests. */
interface Recognition {
  readonly subresource: string;
  readonly message: string;
  recognizes(request: CertificateSigningRequest, requested: RequestedCertificate): boolean;
}

const RECOGNITIONS: readonly Recognition[] = [
  {
    subresource: 'selfnodeclient',
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
    recognizes: (request, requested) =>
      request.spec.username === requested.subject.commonName && isForKubelet(request, requested),
  },
  {
    subresource: 'nodeclient',
    message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
    recognizes: isForKubelet,
  },
];

function isForKubelet({ spec }: CertificateSigningRequest, requested: RequestedCertificate): boolean {
  return (
    spec.signerName === KUBELET_CLIENT_SIGNER &&
    kubeletClientProblem(requested, spec.usages ?? []) === undefined
  );
}

/** Approves the requests of kubelets for certificates by which they show themselves to the API server. */
export class CsrApprovingController implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;

  constructor(context: ComponentContext) {
    this.client = context.client(CERTIFICATE_CONTROLLER);
    this.loop = certificateLoop(context, this.client, (request) => this.handle(request));
  }

  stop(): void {
    this.loop.stop();
  }

  private handle(request: CertificateSigningRequest): void {
    const { approved, denied } = decisionOn(request);
    if (approved || denied) return;
    const requested = readSigningRequest(pemTextIn(request.spec.request));
    const recognized = RECOGNITIONS.filter((one) => one.recognizes(request, requested));
    const allowed = recognized.find(({ subresource }) => this.isAllowed(request, subresource));
    if (allowed) this.approve(request, allowed.message);
    else if (recognized.length > 0)
      // The author may be given the right later.
      throw new RetryLater(`the author of ${request.metadata.name} may not have it approved`);
  }

  private isAllowed({ spec }: CertificateSigningRequest, subresource: string): boolean {
    const { username, uid, groups, extra } = spec;
    const resourceAttributes = {
      group: 'certificates.k8s.io',
      version: '*',
      resource: 'certificatesigningrequests',
      subresource,
      verb: 'create',
    };
    const review = this.client.create(SubjectAccessReviews, {
      metadata: {},
      spec: { user: username, uid, groups, extra, resourceAttributes },
    });
    return review.status?.allowed ?? false;
  }

  private approve(request: CertificateSigningRequest, message: string): void {
    const condition = { type: 'Approved', status: 'True', reason: 'AutoApproved', message };
    const approved = withCondition(request, condition);
    this.client.updateSubresource(CertificateSigningRequests, approved, 'approval');
  }
}
