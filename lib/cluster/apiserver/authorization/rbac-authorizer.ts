import type { UserInfo } from '../../../kube/api-request';
import type { PolicyRule, RoleRef } from '../../../kube/generated/rbac-v1';
import { goQuote } from '../../../kube/go-format';
import { RBAC_GROUP } from '../../../kube/validation/rbac';
import {
  type AccessRequest,
  type Authorizer,
  type Decision,
  NO_OPINION,
  type RuleResolver,
  type SubjectRules,
} from './authorizer';
import type { BoundRoles, Grant } from './bound-roles';
import { coversName, coversPath, coversResource } from './policy-rule';
import { Remembered } from './remembered';

/** The answer to a kind of access, for every object name. */
interface Answer {
  /** The rules that speak of this access, in their order: the first that covers the name decides. */
  readonly rules: readonly { readonly rule: PolicyRule; readonly decision: Decision }[];
  readonly otherwise: Decision;
}

/** What is known of one user: until a role or binding changes. */
interface Subject {
  readonly grants: Map<string, readonly Grant[]>;
  readonly answers: Remembered<Answer>;
}

/** Users that are remembered; a cluster has some dozens. */
const MOST_USERS = 5000;

/**
 * Allows what the roles say that are bound to a user: cluster roles bound in the cluster hold everywhere, roles bound in
 * a namespace hold there. Nothing is denied; what no rule allows is left to the next authorizer.
 */
export class RbacAuthorizer implements Authorizer, RuleResolver {
  private generation = -1;
  private subjects = new Map<string, Subject>();
  /** The same by the very user object, which saves finding the key: components always send the same one. */
  private byUser = new WeakMap<UserInfo, Subject>();

  constructor(private readonly roles: BoundRoles) {}

  authorize(request: AccessRequest): Decision {
    const subject = this.subjectOf(request.user);
    if (request.path !== undefined) return this.authorizePath(subject, request);
    const { namespace, group, resource, subresource, verb, name } = request;
    let answer = subject.answers.get(namespace, group, resource, subresource, verb);
    if (!answer) {
      answer = this.answer(subject, request);
      subject.answers.set(answer, namespace, group, resource, subresource, verb);
    }
    for (const { rule, decision } of answer.rules) if (coversName(rule, name)) return decision;
    return answer.otherwise;
  }

  rulesFor(user: UserInfo, namespace: string): SubjectRules {
    const grants = this.grantsIn(this.subjectOf(user), user, namespace);
    const rules = grants.flatMap((grant) => ('rules' in grant ? grant.rules : []));
    return {
      resourceRules: rules
        .filter(({ resources }) => resources?.length)
        .map(({ verbs, apiGroups, resources, resourceNames }) => ({
          verbs,
          apiGroups,
          resources,
          ...(resourceNames?.length ? { resourceNames } : {}),
        })),
      nonResourceRules: rules
        .filter(({ nonResourceURLs }) => nonResourceURLs?.length)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
      incomplete: false,
      errors: errorsOf(grants),
    };
  }

  /** The rules themselves, which decide what a user may give to others, and the roles that are bound and not there. */
  policyRules(
    user: UserInfo,
    namespace: string,
  ): { readonly rules: readonly PolicyRule[]; readonly missing: readonly RoleRef[] } {
    const grants = this.grantsIn(this.subjectOf(user), user, namespace);
    return {
      rules: grants.flatMap((grant) => ('rules' in grant ? grant.rules : [])),
      missing: grants.flatMap((grant) => ('missing' in grant ? [grant.missing] : [])),
    };
  }

  private answer(subject: Subject, request: AccessRequest): Answer {
    const rules: { rule: PolicyRule; decision: Decision }[] = [];
    const grants = this.grantsIn(subject, request.user, request.namespace);
    for (const grant of grants) {
      if ('missing' in grant) continue;
      const decision = allowedBy(grant.source);
      for (const rule of grant.rules) if (coversResource(rule, request)) rules.push({ rule, decision });
    }
    return { rules, otherwise: noneAllows(grants) };
  }

  /** Not remembered: clients may ask for any path. */
  private authorizePath(subject: Subject, { user, verb, path }: AccessRequest): Decision {
    const grants = this.grantsIn(subject, user, '');
    for (const grant of grants)
      if ('rules' in grant && grant.rules.some((rule) => coversPath(rule, verb, path!)))
        return allowedBy(grant.source);
    return noneAllows(grants);
  }

  /** Those of the cluster, then those of the namespace. */
  private grantsIn(subject: Subject, user: UserInfo, namespace: string): readonly Grant[] {
    const ofCluster = this.grantsOfScope(subject, user, '');
    if (!namespace) return ofCluster;
    const ofNamespace = this.grantsOfScope(subject, user, namespace);
    return ofNamespace.length ? [...ofCluster, ...ofNamespace] : ofCluster;
  }

  private grantsOfScope(subject: Subject, user: UserInfo, namespace: string): readonly Grant[] {
    const known = subject.grants.get(namespace);
    if (known) return known;
    const grants = this.roles.grants(user, namespace);
    // A namespace without bindings for the user is not worth remembering: clients may name any.
    if (grants.length || !namespace) subject.grants.set(namespace, grants);
    return grants;
  }

  private subjectOf(user: UserInfo): Subject {
    if (this.generation !== this.roles.generation) this.forget();
    let subject = this.byUser.get(user);
    if (!subject) {
      subject = this.subjectByKey(user);
      this.byUser.set(user, subject);
    }
    return subject;
  }

  private subjectByKey({ name, groups }: UserInfo): Subject {
    const key = JSON.stringify([name, groups]);
    let subject = this.subjects.get(key);
    if (!subject) {
      if (this.subjects.size >= MOST_USERS) this.subjects.clear();
      subject = { grants: new Map(), answers: new Remembered() };
      this.subjects.set(key, subject);
    }
    return subject;
  }

  private forget(): void {
    this.generation = this.roles.generation;
    this.subjects = new Map();
    this.byUser = new WeakMap();
  }
}

function allowedBy(source: string): Decision {
  return { allowed: true, reason: `RBAC: allowed by ${source}` };
}

/** Nothing to say, unless roles are missing that could have allowed it. */
function noneAllows(grants: readonly Grant[]): Decision {
  const errors = errorsOf(grants);
  return errors.length ? { allowed: false, reason: `RBAC: ${aggregate(errors)}` } : NO_OPINION;
}

function errorsOf(grants: readonly Grant[]): readonly string[] {
  return grants.flatMap((grant) => {
    if ('rules' in grant) return [];
    const { kind, name } = grant.missing;
    return [`${kind.toLowerCase()}.${RBAC_GROUP} ${goQuote(name)} not found`];
  });
}

/** As Go prints several errors: each once, in brackets if there are more. */
export function aggregate(errors: readonly string[]): string {
  const different = [...new Set(errors)];
  return different.length === 1 ? different[0]! : `[${different.join(', ')}]`;
}
