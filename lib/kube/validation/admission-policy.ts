import type { AdmissionExpressions } from '../cel/admission-expressions';
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../field-error';
import type { FieldPath } from '../field-path';
import type { ParamKind, ParamRef, Variable } from '../generated/admissionregistration-v1';
import { goTyped } from '../go-format';
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName } from '../names';
import { validateVariableExpression } from './admission-expression';
import { validateLabelSelector } from './label-selector';
import { validateByRule } from './scalars';

/** What policies that validate and policies that mutate have in common. */

const NOT_FOUND_ACTIONS = ['Deny', 'Allow'];
const EXCLUSIVE = 'name and selector are mutually exclusive';
const CASELESS = 'may have mixed case, but should otherwise match: ';

/** The kind of a policy's parameters. */
export function validateParamKind(
  { apiVersion = '', kind = '' }: ParamKind,
  path: FieldPath,
  errors: FieldError[],
): void {
  const version = path.child('apiVersion');
  if (apiVersion === '') errors.push(required(version));
  else validateGroupVersion(apiVersion, version, errors);
  const problems = kind === '' ? [] : isDns1035Label(kind.toLowerCase());
  if (kind === '') errors.push(required(path.child('kind')));
  else if (problems.length > 0)
    errors.push(invalidValue(path.child('kind'), kind, CASELESS + problems.join(',')));
}

function validateGroupVersion(value: string, path: FieldPath, errors: FieldError[]): void {
  const parts = value === '/' ? [''] : value.split('/');
  if (parts.length > 2) {
    errors.push(invalidValue(path, value, `unexpected GroupVersion string: ${value}`));
    return;
  }
  const version = parts.at(-1)!;
  const group = parts.length === 2 ? parts[0]! : '';
  const groupProblems = group === '' ? [] : isDns1123Subdomain(group);
  if (groupProblems.length > 0) errors.push(invalidValue(path, group, groupProblems.join(',')));
  const versionProblems = isDns1035Label(version);
  if (version === '') errors.push(invalidValue(path, value, 'version must be specified'));
  else if (versionProblems.length > 0) errors.push(invalidValue(path, version, versionProblems.join(',')));
}

/** The parameters that a binding gives to a policy. */
export function validateParamRef(
  { name = '', selector, parameterNotFoundAction: action }: ParamRef,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (name !== '') {
    validateByRule(name, isPathSegmentName, path.child('name'), errors);
    if (selector) errors.push(forbiddenField(path.child('name'), EXCLUSIVE));
  }
  if (selector) {
    validateLabelSelector(selector, path.child('selector'), errors);
    if (name !== '') errors.push(forbiddenField(path.child('selector'), EXCLUSIVE));
  }
  if (name === '' && !selector) errors.push(required(path, 'one of name or selector must be specified'));
  const own = path.child('parameterNotFoundAction');
  if (!action) errors.push(required(own));
  else if (!NOT_FOUND_ACTIONS.includes(action))
    errors.push(notSupported(own, goTyped(action), NOT_FOUND_ACTIONS));
}

const RESERVED: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** Variables that can be used get into `expressions`. */
export function validateVariables(
  variables: readonly Variable[] | undefined,
  expressions: AdmissionExpressions,
  path: FieldPath,
  errors: FieldError[],
): void {
  variables?.forEach(({ name = '', expression = '' }, index) => {
    const own = path.index(index);
    if (name.trim() === '') errors.push(required(own.child('name'), 'name is not specified'));
    else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) || RESERVED.has(name))
      errors.push(invalidValue(own.child('name'), name, 'must be a valid CEL identifier'));
    if (expression.trim() === '')
      errors.push(required(own.child('expression'), 'expression is not specified'));
    else validateVariableExpression(name, expression, expressions, own.child('expression'), errors);
  });
}

const ACTIONS = ['Audit', 'Deny', 'Warn'];
const TWICE =
  'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';

/** What happens to a request that a policy does not like. */
export function validateActions(actions: readonly string[], path: FieldPath, errors: FieldError[]): void {
  actions.forEach((action, index) => {
    if (!ACTIONS.includes(action)) errors.push(notSupported(path.index(index), goTyped(action), ACTIONS));
    if (actions.indexOf(action) < index) errors.push(duplicate(path.index(index), goTyped(action)));
  });
  if (actions.includes('Deny') && actions.includes('Warn')) errors.push(invalidValue(path, actions, TWICE));
  if (actions.length === 0) errors.push(required(path, 'at least one validation action is required'));
}

const STATIC_SUFFIX = '.static.k8s.io';

/** Names that are kept for configurations in files of the API server. */
export function staticNameWarnings(name: string | undefined): string[] {
  if (!name?.endsWith(STATIC_SUFFIX)) return [];
  return [
    `metadata.name: names ending with "${STATIC_SUFFIX}" are reserved for static manifest-based configurations and cannot be managed via the API`,
  ];
}
