import type { UserInfo } from '../../../kube/api-request';
import type { NonResourceRule, ResourceRule } from '../../../kube/generated/authorization-v1';
import { goQuote } from '../../../kube/go-format';
import type { FieldRequirement } from '../../../kube/selectors/field-selector';
import { forbidden, type StatusError } from '../../../kube/status';

/** What somebody wants to do, as the authorizers see it. */
export interface AccessRequest {
  readonly user: UserInfo;
  /** Of the API, or another that roles speak of: `impersonate`, `bind`, `escalate`, `use`. */
  readonly verb: string;
  readonly group: string;
  /** Plural name. Empty for a non-resource URL. */
  readonly resource: string;
  readonly subresource: string;
  /** Empty for all namespaces, or a cluster-scoped resource. */
  readonly namespace: string;
  /** Empty for all objects, and for one that is yet to be created. */
  readonly name: string;
  /** A non-resource URL: `/healthz`. */
  readonly path?: string;
  /** What a list or watch is limited to. */
  readonly fields?: readonly FieldRequirement[];
}

export interface Decision {
  readonly allowed: boolean;
  /** Empty when there is none to tell. */
  readonly reason: string;
}

export interface Authorizer {
  authorize(request: AccessRequest): Decision;
}

/** What somebody may do in a namespace, as far as it can be listed. */
export interface SubjectRules {
  readonly resourceRules: readonly ResourceRule[];
  readonly nonResourceRules: readonly NonResourceRule[];
  /** The user may do more than these rules say. */
  readonly incomplete: boolean;
  /** What went wrong while the rules were collected. */
  readonly errors: readonly string[];
}

export interface RuleResolver {
  rulesFor(user: UserInfo, namespace: string): SubjectRules;
}

/** Members of `system:masters` may do everything, whatever the roles say. */
export const SUPERUSERS = 'system:masters';

export const ALLOWED: Decision = { allowed: true, reason: '' };
export const NO_OPINION: Decision = { allowed: false, reason: '' };

/** The refusal that a client is told, in Kubernetes' words. */
export function refusal(access: AccessRequest, reason: string): StatusError {
  const why = denial(access);
  return forbidden(access, access.name, reason ? `${why}: ${reason}` : why);
}

function denial({ user, verb, group, resource, subresource, namespace, path }: AccessRequest): string {
  const who = `User ${goQuote(user.name)} cannot ${verb}`;
  if (path !== undefined) return withoutHtml(`${who} path ${goQuote(path)}`);
  const what = goQuote(subresource ? `${resource}/${subresource}` : resource);
  const where = namespace ? `in the namespace ${goQuote(namespace)}` : 'at the cluster scope';
  return withoutHtml(`${who} resource ${what} in API group ${goQuote(group)} ${where}`);
}

/** A browser must not take a refusal for a page. */
function withoutHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Asks each authorizer in turn; the first that allows decides. Superusers need nobody's leave. */
export class UnionAuthorizer implements Authorizer, RuleResolver {
  constructor(private readonly authorizers: readonly (Authorizer & RuleResolver)[]) {}

  authorize(request: AccessRequest): Decision {
    if (request.user.groups.includes(SUPERUSERS)) return ALLOWED;
    let reasons = '';
    for (const authorizer of this.authorizers) {
      const decision = authorizer.authorize(request);
      if (decision.allowed) return decision;
      if (decision.reason) reasons = reasons ? `${reasons}\n${decision.reason}` : decision.reason;
    }
    return reasons ? { allowed: false, reason: reasons } : NO_OPINION;
  }

  rulesFor(user: UserInfo, namespace: string): SubjectRules {
    const found = this.authorizers.map((authorizer) => authorizer.rulesFor(user, namespace));
    return {
      resourceRules: found.flatMap(({ resourceRules }) => resourceRules),
      nonResourceRules: found.flatMap(({ nonResourceRules }) => nonResourceRules),
      incomplete: found.some(({ incomplete }) => incomplete),
      errors: found.flatMap(({ errors }) => errors),
    };
  }
}
