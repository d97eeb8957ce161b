import { AdmissionExpressions } from '../cel/admission-expressions';
import { duplicate, type FieldError, invalidValue, notSupported, required, tooMany } from '../field-error';
import type { FieldPath } from '../field-path';
import type {
  MatchCondition,
  MatchResources,
  NamedRuleWithOperations,
  RuleWithOperations,
} from '../generated/admissionregistration-v1';
import { goTyped } from '../go-format';
import { isPathSegmentName } from '../names';
import { validateExpression } from './admission-expression';
import { validateLabelSelector } from './label-selector';
import { validateQualifiedName } from './names';
import { validateByRule, validateWildcard } from './scalars';

/** Which requests a webhook or a policy is for. */

export const FAILURE_POLICIES = ['Fail', 'Ignore'];
export const MATCH_POLICIES = ['Equivalent', 'Exact'];
export const REINVOCATION_POLICIES = ['IfNeeded', 'Never'];
const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const MUTABLE_OPERATIONS = ['*', 'CONNECT', 'CREATE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];
const MAX_CONDITIONS = 64;

export function validateRules(
  rules: readonly RuleWithOperations[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  rules?.forEach((rule, index) => {
    validateRule(rule, path.index(index), errors);
  });
}

function validateRule(rule: RuleWithOperations, path: FieldPath, errors: FieldError[]): void {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  const own = path.child('operations');
  if (operations.length === 0) errors.push(required(own));
  validateWildcard(operations, 'operations', own, errors);
  operations.forEach((operation, index) => {
    if (!OPERATIONS.includes(operation))
      errors.push(notSupported(own.index(index), goTyped(operation), OPERATIONS));
  });
  if (apiGroups.length === 0) errors.push(required(path.child('apiGroups')));
  validateWildcard(apiGroups, 'API groups', path.child('apiGroups'), errors);
  const versions = path.child('apiVersions');
  if (apiVersions.length === 0) errors.push(required(versions));
  validateWildcard(apiVersions, 'API versions', versions, errors);
  apiVersions.forEach((version, index) => {
    if (version === '') errors.push(required(versions.index(index)));
  });
  validateResources(resources, path.child('resources'), errors);
  if (scope !== undefined && !SCOPES.includes(scope))
    errors.push(notSupported(path.child('scope'), goTyped(scope), SCOPES));
}

function validateResources(resources: readonly string[], path: FieldPath, errors: FieldError[]): void {
  if (resources.length === 0) errors.push(required(path));
  const coveredResources = new Set<string>();
  const coveredSubresources = new Set<string>();
  let namesAnother = false;
  resources.forEach((name, index) => {
    const own = path.index(index);
    const slash = name.indexOf('/');
    if (name === '') errors.push(required(own));
    else if (slash < 0) namesAnother = name !== '*';
    if (slash < 0) return;
    const resource = name.slice(0, slash);
    const subresource = name.slice(slash + 1);
    const covers = (all: string) =>
      errors.push(invalidValue(own, name, `if '${all}' is present, must not specify ${name}`));
    if (coveredResources.has(resource)) covers(`${resource}/*`);
    if (coveredSubresources.has(subresource)) covers(`*/${subresource}`);
    if (subresource === '*') coveredResources.add(resource);
    if (resource === '*') coveredSubresources.add(subresource);
  });
  if (resources.length > 1 && resources.includes('*/*'))
    errors.push(invalidValue(path, resources, "if '*/*' is present, must not specify other resources"));
  if (resources.includes('*') && namesAnother)
    errors.push(
      invalidValue(
        path,
        resources,
        "if '*' is present, must not specify other resources without subresources",
      ),
    );
}

/** Texts only: the expressions themselves are not looked into. */
export function validateMatchConditions(
  conditions: readonly MatchCondition[] | undefined,
  hasParams: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!conditions) return;
  // They are looked at before there are any variables.
  const expressions = new AdmissionExpressions({ hasParams, hasVariables: false });
  if (conditions.length > MAX_CONDITIONS) errors.push(tooMany(path, conditions.length, MAX_CONDITIONS));
  const names = new Set<string>();
  conditions.forEach(({ name = '', expression = '' }, index) => {
    const own = path.index(index);
    const text = expression.trim();
    if (text === '') errors.push(required(own.child('expression')));
    else validateExpression(text, 'condition', expressions, own.child('expression'), errors);
    if (name === '') {
      errors.push(required(own.child('name')));
      return;
    }
    validateQualifiedName(name, own.child('name'), errors);
    if (names.has(name)) errors.push(duplicate(own.child('name'), name));
    names.add(name);
  });
}

export function validateMatchResources(match: MatchResources, path: FieldPath, errors: FieldError[]): void {
  const { matchPolicy, namespaceSelector, objectSelector } = match;
  const policy = path.child('matchPolicy');
  if (matchPolicy === undefined) errors.push(required(policy));
  else if (!MATCH_POLICIES.includes(matchPolicy))
    errors.push(notSupported(policy, goTyped(matchPolicy), MATCH_POLICIES));
  if (!namespaceSelector) errors.push(required(path.child('namespaceSelector')));
  else validateLabelSelector(namespaceSelector, path.child('namespaceSelector'), errors);
  if (!objectSelector) errors.push(required(path.child('objectSelector')));
  else validateLabelSelector(objectSelector, path.child('objectSelector'), errors);
  for (const field of ['resourceRules', 'excludeResourceRules'] as const)
    match[field]?.forEach((rule, index) => {
      validateNamedRule(rule, path.child(field).index(index), errors);
    });
}

function validateNamedRule(rule: NamedRuleWithOperations, path: FieldPath, errors: FieldError[]): void {
  const { resourceNames = [] } = rule;
  resourceNames.forEach((name, index) => {
    const own = path.child('resourceNames').index(index);
    validateByRule(name, isPathSegmentName, own, errors);
    if (resourceNames.indexOf(name) < index) errors.push(duplicate(own, name));
  });
  validateRule(rule, path, errors);
}

/** What is deleted cannot be changed by a policy. */
export function validateMutableOperations(
  match: MatchResources,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const { operations = [] } of match.resourceRules ?? [])
    for (const operation of operations)
      if (!MUTABLE_OPERATIONS.includes(operation))
        errors.push(
          notSupported(
            path.child('resourceRules').child('operations'),
            goTyped(operation),
            MUTABLE_OPERATIONS,
          ),
        );
}
