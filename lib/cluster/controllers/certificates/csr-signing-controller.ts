import type { Client } from '../../../client/client';
import type { CertificateAuthority } from '../../../kube/certificates/certificate';
import { pemTextIn } from '../../../kube/certificates/pem';
import { SIGNERS } from '../../../kube/certificates/signers';
import { readSigningRequest } from '../../../kube/certificates/signing-request';
import type { CertificateSigningRequest } from '../../../kube/generated/certificates-v1';
import { CertificateSigningRequests } from '../../../kube/generated/resources';
import type { Clock } from '../../clock/clock';
import type { Component, ComponentContext } from '../../component/component-context';
import { type ControllerLoop, RetryLater } from '../../component/controller';
import { CERTIFICATE_CONTROLLER, certificateLoop, decisionOn, withCondition } from './certificate-loop';
import { validityOf } from './validity';

/** Issues the certificates that somebody has approved, for the signers of Kubernetes. */
export class CsrSigningController implements Component {
  private readonly clock: Clock;
  private readonly client: Client;
  private readonly loop: ControllerLoop;

  constructor(
    context: ComponentContext,
    private readonly authority: CertificateAuthority,
  ) {
    this.clock = context.clock;
    this.client = context.client(CERTIFICATE_CONTROLLER);
    this.loop = certificateLoop(context, this.client, (request) => this.handle(request));
  }

  stop(): void {
    this.loop.stop();
  }

  private handle(request: CertificateSigningRequest): void {
    const { signerName, usages = [], expirationSeconds } = request.spec;
    const problemOf = SIGNERS[signerName];
    const { approved, denied } = decisionOn(request);
    if (!problemOf || !approved || denied || hasFailed(request)) return;
    const requested = readSigningRequest(pemTextIn(request.spec.request));
    const problem = problemOf(requested, usages);
    if (problem === undefined)
      this.sign(request, { ...requested, usages, ...this.validity(expirationSeconds) });
    else this.fail(request, problem);
  }

  private validity(expirationSeconds: number | undefined) {
    const now = this.clock.now();
    const { notAfter } = this.authority;
    if (now >= notAfter) throw new RetryLater(`the signer has expired: ${new Date(notAfter).toISOString()}`);
    return validityOf(expirationSeconds, now, notAfter);
  }

  private sign(
    request: CertificateSigningRequest,
    template: Parameters<CertificateAuthority['issue']>[0],
  ): void {
    const certificate = Buffer.from(this.authority.issue(template)).toString('base64');
    const signed = { ...request, status: { ...request.status, certificate } };
    this.client.updateStatus(CertificateSigningRequests, signed);
  }

  private fail(request: CertificateSigningRequest, message: string): void {
    const condition = { type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message };
    this.client.updateStatus(CertificateSigningRequests, withCondition(request, condition));
  }
}

function hasFailed({ status }: CertificateSigningRequest): boolean {
  return status?.conditions?.some((one) => one.type === 'Failed' && isTrue(one.status)) ?? false;
}

/** A condition without a status is one of the time before they had one. */
function isTrue(status: string | undefined): boolean {
  return !status || status === 'True';
}
