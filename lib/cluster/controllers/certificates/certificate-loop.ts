import type { Client } from '../../../client/client';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from '../../../kube/generated/certificates-v1';
import { CertificateSigningRequests } from '../../../kube/generated/resources';
import type { ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';

/** As whom all controllers of certificates act. */
export const CERTIFICATE_CONTROLLER = 'certificate-controller';

const QUEUE = { firstRetry: 200, longestRetry: 1_000_000 };

/** Brings each request that has no certificate yet to `handle`, whenever it changes. */
export function certificateLoop(
  { clock, informers }: ComponentContext,
  client: Client,
  handle: (request: CertificateSigningRequest) => void,
): ControllerLoop {
  const requests = informers.of(CertificateSigningRequests);
  const sync = (name: string) => {
    const request = requests.byKey(name);
    if (request && !request.status?.certificate) handle(request);
  };
  const loop = new ControllerLoop({ clock, client, sync, queue: QUEUE });
  const enqueue = ({ metadata }: CertificateSigningRequest, revision: number) =>
    loop.enqueue(metadata.name!, revision);
  requests.on({ added: enqueue, updated: (request, _old, revision) => enqueue(request, revision) });
  return loop;
}

/** Whether somebody has approved, or denied, the request. */
export function decisionOn({ status }: CertificateSigningRequest): {
  readonly approved: boolean;
  readonly denied: boolean;
} {
  const has = (wanted: string) => status?.conditions?.some(({ type }) => type === wanted) ?? false;
  return { approved: has('Approved'), denied: has('Denied') };
}

/** The API server fills in the times of the condition. */
export function withCondition(
  request: CertificateSigningRequest,
  condition: CertificateSigningRequestCondition,
): CertificateSigningRequest {
  const conditions = [...(request.status?.conditions ?? []), condition];
  return { ...request, status: { ...request.status, conditions } };
}
