import type { UserInfo } from '../../../kube/api-request';
import { type FieldError, invalidObject } from '../../../kube/field-error';
import type {
  LocalSubjectAccessReview,
  ResourceAttributes,
  SelfSubjectAccessReview,
  SubjectAccessReview,
  SubjectAccessReviewSpec,
  SubjectAccessReviewStatus,
} from '../../../kube/generated/authorization-v1';
import type { KubeObject } from '../../../kube/object';
import {
  validateAccessReview,
  validateLocalAccessReview,
  validateSelfAccessReview,
} from '../../../kube/validation/access-review';
import type { AccessRequest, Authorizer } from '../authorization/authorizer';
import { fieldsOf, labelProblem, type SelectorProblem } from './asked-selectors';
import { type ReviewHandler, reviewHandler } from './review';

/** Errors of these kinds leave their name out. */
const KIND = { group: 'authorization.k8s.io', version: 'v1', kind: '' };

/** `subjectaccessreviews`: whether somebody may do something. */
export function accessReview(authorizer: Authorizer, now: () => number): ReviewHandler {
  return reviewHandler<SubjectAccessReview>(now, ({ object }) => {
    refuse(validateAccessReview(object));
    return answered(object, accessOf(subjectOf(object.spec), object.spec), authorizer);
  });
}

/** `localsubjectaccessreviews`: the same, in one namespace. */
export function localAccessReview(authorizer: Authorizer, now: () => number): ReviewHandler {
  return reviewHandler<LocalSubjectAccessReview>(now, ({ object }) => {
    refuse(validateLocalAccessReview(object));
    return answered(object, accessOf(subjectOf(object.spec), object.spec), authorizer);
  });
}

/** `selfsubjectaccessreviews`: whether the one who asks may do something. */
export function selfAccessReview(authorizer: Authorizer, now: () => number): ReviewHandler {
  return reviewHandler<SelfSubjectAccessReview>(now, ({ object, request }) => {
    refuse(validateSelfAccessReview(object));
    return answered(object, accessOf(request.user, object.spec), authorizer);
  });
}

type Spec = Pick<SubjectAccessReviewSpec, 'resourceAttributes' | 'nonResourceAttributes'>;

interface Asked {
  readonly access: AccessRequest;
  readonly problems: readonly string[];
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject(KIND, '', errors);
}

function subjectOf({ user = '', uid, groups = [], extra }: SubjectAccessReviewSpec): UserInfo {
  return { name: user, groups, ...(uid ? { uid } : {}), ...(extra ? { extra } : {}) };
}

function accessOf(user: UserInfo, { resourceAttributes, nonResourceAttributes }: Spec): Asked {
  if (resourceAttributes) return resourceAccess(user, resourceAttributes);
  const { verb = '', path = '' } = nonResourceAttributes!;
  const nothing = { group: '', resource: '', subresource: '', namespace: '', name: '' };
  return { access: { user, verb, ...nothing, path }, problems: [] };
}

function resourceAccess(user: UserInfo, attributes: ResourceAttributes): Asked {
  const {
    verb = '',
    group = '',
    resource = '',
    subresource = '',
    namespace = '',
    name = '',
    fieldSelector,
    labelSelector,
  } = attributes;
  const { fields, problem } = fieldsOf(fieldSelector);
  return {
    access: { user, verb, group, resource, subresource, namespace, name, fields },
    problems: [
      ...describeProblem('fieldSelector', problem),
      ...describeProblem('labelSelector', labelProblem(labelSelector)),
    ],
  };
}

function describeProblem(field: string, problem: SelectorProblem | undefined): string[] {
  if (!problem) return [];
  const how = problem === 'partial' ? 'partially ignored' : 'ignored';
  return [`spec.resourceAttributes.${field} ${how} due to parse error`];
}

function answered<T extends KubeObject>(review: T, { access, problems }: Asked, authorizer: Authorizer): T {
  const { allowed, reason } = authorizer.authorize(access);
  const status: SubjectAccessReviewStatus = {
    allowed,
    ...(reason ? { reason } : {}),
    ...(problems.length ? { evaluationError: problems.join('; ') } : {}),
  };
  return { ...review, status };
}
