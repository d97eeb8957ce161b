import type { UserInfo } from '../api-request';
import type { FieldError } from '../field-error';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from '../generated/certificates-v1';
import type { Strategy } from '../strategy';
import { validateSigningRequest, validateSigningRequestUpdate } from '../validation/signing-request';

type Request = CertificateSigningRequest;
type Condition = CertificateSigningRequestCondition;

const MAIN = { maySetCertificate: false, mayDecide: false };
const STATUS = { maySetCertificate: true, mayDecide: false };
const APPROVAL = { maySetCertificate: false, mayDecide: true };

/** A strategy has no clock: the times of new conditions are {@link withConditionTimes}'s. */
export const certificateSigningRequestStrategy: Strategy<Request> = {
  validatesOwnMetadata: true,
  prepareForCreate: withRequester,
  prepareForUpdate: (request, { spec, status }) => ({ ...request, spec, status }),
  validate: (request) => {
    const errors: FieldError[] = [];
    validateSigningRequest(request, undefined, errors);
    return errors;
  },
  validateUpdate: (request, old) => validateSigningRequestUpdate(request, old, MAIN),
  prepareForStatusUpdate: withOldDecisions,
  validateStatusUpdate: (request, old) => validateSigningRequestUpdate(request, old, STATUS),
  subresources: {
    approval: {
      prepareForUpdate: ({ metadata, status, ...request }, old) => ({
        ...request,
        metadata,
        spec: old.spec,
        status: { ...old.status, conditions: status?.conditions },
      }),
      validateUpdate: (request, old) => validateSigningRequestUpdate(request, old, APPROVAL),
    },
  },
  selectableFields: { 'spec.signerName': ({ spec }) => spec.signerName },
};

/** Who asks is not for the asker to say. */
function withRequester(request: Request, { name, uid, groups, extra }: UserInfo): Request {
  const { username: _username, uid: _uid, groups: _groups, extra: _extra, ...spec } = request.spec;
  return {
    ...request,
    spec: {
      ...spec,
      ...(name ? { username: name } : {}),
      ...(uid ? { uid } : {}),
      ...(groups.length > 0 ? { groups } : {}),
      ...(extra && Object.keys(extra).length > 0 ? { extra } : {}),
    },
  };
}

/** Who signs does not decide: approvals and denials stay as they were, unless their number is another. */
function withOldDecisions(request: Request, old: Request): Request {
  let conditions = request.status?.conditions ?? [];
  for (const type of ['Approved', 'Denied']) {
    const before = (old.status?.conditions ?? []).filter((condition) => condition.type === type);
    if (conditions.filter((condition) => condition.type === type).length !== before.length) continue;
    let next = 0;
    conditions = conditions.map((condition) => (condition.type === type ? before[next++]! : condition));
  }
  return conditions.length === 0 ? request : { ...request, status: { ...request.status, conditions } };
}

/** The request with the times of its conditions, where they are missing: for updates of its status and approval. */
export function withConditionTimes(request: Request, old: Request, now: string): Request {
  const { conditions } = request.status ?? {};
  if (!conditions) return request;
  const timed = conditions.map((condition) => ({
    ...condition,
    lastUpdateTime: condition.lastUpdateTime ?? now,
    lastTransitionTime: condition.lastTransitionTime ?? sinceWhen(condition, old) ?? now,
  }));
  return { ...request, status: { ...request.status, conditions: timed } };
}

function sinceWhen({ type, status }: Condition, old: Request): string | undefined {
  return old.status?.conditions?.find(
    (condition) => condition.type === type && condition.status === status && condition.lastTransitionTime,
  )?.lastTransitionTime;
}
