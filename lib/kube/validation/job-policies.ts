import {
  duplicate,
  type FieldError,
  invalidValue,
  invalidWithoutValue,
  notSupported,
  required,
  tooLong,
  tooMany,
} from '../field-error';
import type { FieldPath } from '../field-path';
import type {
  JobSpec,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
  SuccessPolicyRule,
} from '../generated/batch-v1';
import { goQuote } from '../go-format';
import { goStruct } from '../go-struct';
import { countIndexes, IndexesError } from './job-indexes';
import { validateQualifiedName } from './names';
import { validateNonNegative } from './scalars';

const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;
const MAX_CONDITIONS = 20;
const INDEXES_LIMIT = 64 * 1024;

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];
const REPLACEMENTS = ['Failed', 'TerminatingOrFailed'];

/** What a Job makes of failed and of succeeded pods. */
export function validateJobPolicies(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  if (spec.podFailurePolicy) validateFailurePolicy(spec, path.child('podFailurePolicy'), errors);
  if (spec.successPolicy) validateSuccessPolicy(spec, path.child('successPolicy'), errors);
  const { podReplacementPolicy: replacement } = spec;
  if (replacement === undefined) return;
  const supported = spec.podFailurePolicy ? ['Failed'] : REPLACEMENTS;
  if (!supported.includes(replacement))
    errors.push(notSupported(path.child('podReplacementPolicy'), replacement, supported));
}

function validateFailurePolicy(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  const { rules = [] } = spec.podFailurePolicy!;
  const { containers = [], initContainers = [] } = spec.template?.spec ?? {};
  const names = new Set([...containers, ...initContainers].map(({ name }) => name));
  const at = path.child('rules');
  if (rules.length > MAX_RULES) errors.push(tooMany(at, rules.length, MAX_RULES));
  rules.forEach((rule, index) => {
    validateFailureRule(rule, spec, names, at.index(index), errors);
  });
}

/** A choice whose message lists the values in Go's way. */
function validateListed(
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!value) errors.push(required(path, `valid values: [${supported.map(goQuote).join(' ')}]`));
  else if (!supported.includes(value)) errors.push(notSupported(path, value, supported));
}

function validateFailureRule(
  { action, onExitCodes, onPodConditions = [] }: PodFailurePolicyRule,
  spec: JobSpec,
  containerNames: ReadonlySet<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateListed(action, ACTIONS, path.child('action'), errors);
  if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined)
    errors.push(invalidValue(path.child('action'), action, 'requires the backoffLimitPerIndex to be set'));
  if (onExitCodes) validateExitCodes(onExitCodes, containerNames, path.child('onExitCodes'), errors);
  if (onPodConditions.length > 0) validateConditions(onPodConditions, path.child('onPodConditions'), errors);
  const refuse = (detail: string) => void errors.push(invalidWithoutValue(path, detail));
  if (onExitCodes && onPodConditions.length > 0)
    refuse('specifying both OnExitCodes and OnPodConditions is not supported');
  if (!onExitCodes && onPodConditions.length === 0)
    refuse('specifying one of OnExitCodes and OnPodConditions is required');
}

function validateExitCodes(
  { operator, containerName, values = [] }: PodFailurePolicyOnExitCodesRequirement,
  containerNames: ReadonlySet<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  const at = path.child('values');
  validateListed(operator, OPERATORS, path.child('operator'), errors);
  if (containerName !== undefined && !containerNames.has(containerName))
    errors.push(
      invalidValue(
        path.child('containerName'),
        containerName,
        'must be one of the container or initContainer names in the pod template',
      ),
    );
  if (values.length === 0) errors.push(invalidValue(at, values, 'at least one value is required'));
  else if (values.length > MAX_EXIT_CODES) errors.push(tooMany(at, values.length, MAX_EXIT_CODES));
  const seen = new Set<number>();
  let isOrdered = true;
  values.forEach((value, index) => {
    if (operator === 'In' && value === 0)
      errors.push(invalidValue(at.index(index), value, 'must not be 0 for the In operator'));
    if (seen.has(value)) errors.push(duplicate(at.index(index), value));
    seen.add(value);
    if (index > 0 && values[index - 1]! > value) isOrdered = false;
  });
  if (!isOrdered) errors.push(invalidValue(at, values, 'must be ordered'));
}

function validateConditions(
  patterns: readonly PodFailurePolicyOnPodConditionsPattern[],
  path: FieldPath,
  errors: FieldError[],
): void {
  if (patterns.length > MAX_CONDITIONS) errors.push(tooMany(path, patterns.length, MAX_CONDITIONS));
  patterns.forEach(({ type, status }, index) => {
    const at = path.index(index);
    validateQualifiedName(type ?? '', at.child('type'), errors);
    validateListed(status, STATUSES, at.child('status'), errors);
  });
}

function validateSuccessPolicy(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  const { rules = [] } = spec.successPolicy!;
  if (spec.completionMode !== 'Indexed') {
    const printed = goStruct('batch.SuccessPolicy', spec.successPolicy);
    errors.push(invalidValue(path, printed, 'requires indexed completion mode'));
    return;
  }
  const at = path.child('rules');
  if (rules.length === 0)
    errors.push(required(at, 'at least one rules must be specified when the successPolicy is specified'));
  if (rules.length > MAX_RULES) errors.push(tooMany(at, rules.length, MAX_RULES));
  rules.forEach((rule, index) => {
    validateSuccessRule(rule, spec.completions ?? 0, at.index(index), errors);
  });
}

function validateSuccessRule(
  { succeededCount, succeededIndexes }: SuccessPolicyRule,
  completions: number,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (succeededCount === undefined && succeededIndexes === undefined)
    errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'));
  let count = 0;
  if (succeededIndexes !== undefined)
    count = validateSucceededIndexes(succeededIndexes, completions, path.child('succeededIndexes'), errors);
  if (succeededCount === undefined) return;
  const at = path.child('succeededCount');
  const limit = (most: number, what: string) => {
    if (succeededCount > most)
      errors.push(
        invalidValue(at, succeededCount, `must be less than or equal to ${most} (the number of ${what})`),
      );
  };
  validateNonNegative(succeededCount, at, errors);
  limit(completions, 'specified completions');
  if (succeededIndexes !== undefined) limit(count, 'indexes in the specified succeededIndexes field');
}

function validateSucceededIndexes(
  text: string,
  completions: number,
  path: FieldPath,
  errors: FieldError[],
): number {
  if (Buffer.byteLength(text) > INDEXES_LIMIT) errors.push(tooLong(path, INDEXES_LIMIT));
  try {
    return countIndexes(text, completions);
  } catch (error) {
    if (!(error instanceof IndexesError)) throw error;
    errors.push(invalidValue(path, text, `error parsing succeededIndexes: ${error.message}`));
    return 0;
  }
}
