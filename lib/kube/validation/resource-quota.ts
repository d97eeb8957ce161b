import { type FieldError, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import type {
  ResourceQuotaSpec,
  ResourceQuotaStatus,
  ScopedResourceSelectorRequirement,
} from '../generated/core-v1';
import { goTyped } from '../go-format';
import { goStruct } from '../go-struct';
import { isQuotaResource } from '../resource-names';
import { type ResourceList, validateQuotaResourceName, validateResourceQuantity } from './resources';
import { IS_IMMUTABLE } from './scalars';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const SCOPES = SPEC.child('scopes');
const REQUIREMENTS = SPEC.child('scopeSelector', 'matchExpressions');

const COMPUTE = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const OF_PODS = new Set(['pods', ...COMPUTE]);
/** What may be counted of the objects that a scope selects. */
const RESOURCES_OF_SCOPES: { readonly [scope: string]: ReadonlySet<string> } = {
  Terminating: OF_PODS,
  NotTerminating: OF_PODS,
  NotBestEffort: OF_PODS,
  PriorityClass: OF_PODS,
  CrossNamespacePodAffinity: OF_PODS,
  BestEffort: new Set(['pods']),
  VolumeAttributesClass: new Set(['persistentvolumeclaims', 'requests.storage']),
};
const OPPOSITES = [
  ['BestEffort', 'NotBestEffort'],
  ['NotTerminating', 'Terminating'],
];
const WITHOUT_VALUES = [
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
];

export function validateQuotaSpec(spec: ResourceQuotaSpec, errors: FieldError[]): void {
  validateAmounts(spec.hard, SPEC.child('hard'), errors);
  validateScopes(spec, errors);
  if (spec.scopeSelector) validateScopeSelector(spec, errors);
}

export function validateQuotaStatus({ hard, used }: ResourceQuotaStatus, errors: FieldError[]): void {
  validateAmounts(hard, STATUS.child('hard'), errors);
  validateAmounts(used, STATUS.child('used'), errors);
}

export function validateScopesUnchanged(
  { scopes = [] }: ResourceQuotaSpec,
  { scopes: old = [] }: ResourceQuotaSpec,
  errors: FieldError[],
): void {
  const known = new Set<string>(old);
  const added = scopes.some((scope) => !known.has(scope));
  if (added || new Set(scopes).size !== known.size)
    errors.push(invalidValue(SCOPES, printed(scopes), IS_IMMUTABLE));
}

function validateAmounts(list: ResourceList | undefined, path: FieldPath, errors: FieldError[]): void {
  for (const name in list) {
    validateQuotaResourceName(name, path.key(name), errors);
    validateResourceQuantity(name, list[name]!, path.key(name), errors);
  }
}

/** An empty list is none in Go. */
const printed = (scopes: readonly string[]) => (scopes.length > 0 ? scopes : undefined);

function validateScopes({ scopes = [], hard = {} }: ResourceQuotaSpec, errors: FieldError[]): void {
  const refuse = (detail: string) => void errors.push(invalidValue(SCOPES, scopes, detail));
  for (const scope of scopes) {
    if (!RESOURCES_OF_SCOPES[scope]) refuse('unsupported scope');
    for (const _ of unsupported(scope, hard)) refuse('unsupported scope applied to resource');
  }
  for (const _ of opposites(scopes)) refuse('conflicting scopes');
}

function unsupported(scope: string, hard: ResourceList): string[] {
  const allowed = RESOURCES_OF_SCOPES[scope];
  return Object.keys(hard).filter((name) => allowed && isQuotaResource(name) && !allowed.has(name));
}

const opposites = (scopes: readonly string[]) =>
  OPPOSITES.filter((pair) => pair.every((scope) => scopes.includes(scope)));

function validateScopeSelector(spec: ResourceQuotaSpec, errors: FieldError[]): void {
  const { matchExpressions = [] } = spec.scopeSelector!;
  for (const requirement of matchExpressions) {
    if (!RESOURCES_OF_SCOPES[requirement.scopeName])
      errors.push(
        invalidValue(
          REQUIREMENTS.child('scopeName'),
          goTyped(requirement.scopeName ?? ''),
          'unsupported scope',
        ),
      );
    for (const _ of unsupported(requirement.scopeName, spec.hard ?? {}))
      errors.push(
        invalidValue(
          REQUIREMENTS,
          goStruct('core.ScopeSelector', spec.scopeSelector),
          'unsupported scope applied to resource',
        ),
      );
    validateRequirement(requirement, errors);
  }
  for (const _ of opposites(matchExpressions.map(({ scopeName }) => scopeName)))
    errors.push(invalidValue(REQUIREMENTS, printed(spec.scopes ?? []), 'conflicting scopes'));
}

function validateRequirement(
  { scopeName, operator, values = [] }: ScopedResourceSelectorRequirement,
  errors: FieldError[],
): void {
  const operatorProblem = (detail: string) =>
    void errors.push(invalidValue(REQUIREMENTS.child('operator'), goTyped(operator ?? ''), detail));
  if (WITHOUT_VALUES.includes(scopeName) && operator !== 'Exists')
    operatorProblem(
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
    );
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      errors.push(
        required(
          REQUIREMENTS.child('values'),
          "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
        ),
      );
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(
        invalidValue(
          REQUIREMENTS.child('values'),
          values,
          "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
        ),
      );
  } else operatorProblem('not a valid selector operator');
}
