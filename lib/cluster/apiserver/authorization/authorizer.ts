import type { UserInfo } from '../../../kube/api-request';

/** What a request wants to do, as the authorizers see it. */
export interface AccessRequest {
  readonly user: UserInfo;
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `pods/log`. Empty for a non-resource URL. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** A non-resource URL: `/healthz`. */
  readonly path?: string;
}

export interface Authorizer {
  /** Whether it is allowed; with the reason where there is one to tell. */
  authorize(request: AccessRequest): { readonly allowed: boolean; readonly reason?: string };
}

/** Members of `system:masters` may do everything, whatever the roles say. */
export const SUPERUSERS = 'system:masters';

/** Why a request is refused, in Kubernetes' words. */
export function denial(
  { user, verb, group, resource, namespace, path }: AccessRequest,
  reason?: string,
): string {
  const what = path
    ? `User "${user.name}" cannot ${verb} path "${path}"`
    : `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${namespace ? `in the namespace "${namespace}"` : 'at the cluster scope'}`;
  return reason ? `${what}: ${reason}` : what;
}

/** Asks each authorizer in turn; the first that allows decides. */
export class UnionAuthorizer implements Authorizer {
  constructor(private readonly authorizers: readonly Authorizer[]) {}

  authorize(request: AccessRequest): { readonly allowed: boolean; readonly reason?: string } {
    if (request.user.groups.includes(SUPERUSERS)) return ALLOWED;
    const reasons: string[] = [];
    for (const authorizer of this.authorizers) {
      const answer = authorizer.authorize(request);
      if (answer.allowed) return answer;
      if (answer.reason) reasons.push(answer.reason);
    }
    return { allowed: false, ...(reasons.length ? { reason: reasons.join(', ') } : {}) };
  }
}

const ALLOWED = { allowed: true } as const;
