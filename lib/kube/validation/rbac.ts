import { type FieldError, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { AggregationRule, PolicyRule, RoleRef, Subject } from '../generated/rbac-v1';
import { nameIsDnsSubdomain } from '../names';
import { validateLabelSelector } from './label-selector';
import { validatePathSegment } from './references';
import { validateByRule, validateSupported } from './scalars';
import { compileSelector } from './workload';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

const RULES = FieldPath.of('rules');
const ROLE_REF = FieldPath.of('roleRef');
const SELECTORS = FieldPath.of('aggregationRule').child('clusterRoleSelectors');

export function validatePolicyRules(
  rules: readonly PolicyRule[],
  namespaced: boolean,
  errors: FieldError[],
): void {
  rules.forEach((rule, index) => {
    validatePolicyRule(rule, namespaced, RULES.index(index), errors);
  });
}

function validatePolicyRule(
  { verbs, nonResourceURLs = [], apiGroups, resources, resourceNames }: PolicyRule,
  namespaced: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!verbs?.length) errors.push(required(path.child('verbs'), 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    const refuse = (detail: string) =>
      void errors.push(invalidValue(path.child('nonResourceURLs'), nonResourceURLs, detail));
    if (namespaced) refuse('namespaced rules cannot apply to non-resource URLs');
    if (apiGroups?.length || resources?.length || resourceNames?.length)
      refuse('rules cannot apply to both regular resources and non-resource URLs');
    return;
  }
  if (!apiGroups?.length)
    errors.push(required(path.child('apiGroups'), 'resource rules must supply at least one api group'));
  if (!resources?.length)
    errors.push(required(path.child('resources'), 'resource rules must supply at least one resource'));
}

export function validateAggregationRule(
  { clusterRoleSelectors = [] }: AggregationRule,
  errors: FieldError[],
): void {
  if (clusterRoleSelectors.length === 0)
    errors.push(
      required(SELECTORS, 'at least one clusterRoleSelector required if aggregationRule is non-nil'),
    );
  clusterRoleSelectors.forEach((selector, index) => {
    const path = SELECTORS.index(index);
    validateLabelSelector(selector, path, errors);
    if (!compileSelector(selector)) errors.push(invalidValue(path, null, 'invalid label selector.'));
  });
}

interface BindingParts {
  readonly roleRef?: RoleRef;
  readonly subjects?: readonly Subject[];
}

export function validateBinding(
  { roleRef, subjects = [] }: BindingParts,
  namespaced: boolean,
  errors: FieldError[],
): void {
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  validateSupported(roleRef?.apiGroup, [RBAC_GROUP], ROLE_REF.child('apiGroup'), errors);
  validateSupported(roleRef?.kind, kinds, ROLE_REF.child('kind'), errors);
  validatePathSegment(roleRef?.name, ROLE_REF.child('name'), errors);
  subjects.forEach((subject, index) => {
    validateSubject(subject, namespaced, FieldPath.of('subjects').index(index), errors);
  });
}

function validateSubject(
  { kind, name, apiGroup = '', namespace }: Subject,
  namespaced: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!name) errors.push(required(path.child('name')));
  if (kind === 'ServiceAccount') {
    if (name) validateByRule(name, (value) => nameIsDnsSubdomain(value, false), path.child('name'), errors);
    if (apiGroup) errors.push(notSupported(path.child('apiGroup'), apiGroup, ['']));
    if (!namespaced && !namespace) errors.push(required(path.child('namespace')));
  } else if (kind === 'User' || kind === 'Group') {
    validateSupported(apiGroup, [RBAC_GROUP], path.child('apiGroup'), errors);
  } else {
    errors.push(notSupported(path.child('kind'), kind ?? '', ['ServiceAccount', 'User', 'Group']));
  }
}

export function validateRoleRefUnchanged(
  { roleRef }: BindingParts,
  old: BindingParts,
  errors: FieldError[],
): void {
  if (equal(roleRef, old.roleRef)) return;
  const { apiGroup = '', kind = '', name = '' } = roleRef ?? {};
  errors.push(
    invalidValue(ROLE_REF, { APIGroup: apiGroup, Kind: kind, Name: name }, 'cannot change roleRef'),
  );
}
