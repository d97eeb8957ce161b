import { fillAbsent } from '../defaults/defaulting';
import { type FieldError, forbiddenField } from '../field-error';
import { FieldPath } from '../field-path';
import type { PriorityClass } from '../generated/scheduling-v1';
import type { Strategy } from '../strategy';
import { validateChoice, validateImmutable } from '../validation/scalars';

const VALUE = FieldPath.of('value');
const PREEMPTION_POLICY = FieldPath.of('preemptionPolicy');
const POLICIES = ['PreemptLowerPriority', 'Never'];

const HIGHEST_FOR_USERS = 1_000_000_000;
const SYSTEM_PREFIX = 'system-';
const SYSTEM_CLASSES: { readonly [name: string]: number } = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

export const priorityClassStrategy: Strategy<PriorityClass> = {
  defaults: (priorityClass) => fillAbsent(priorityClass, { preemptionPolicy: 'PreemptLowerPriority' }),
  generationChanged: () => false,
  validate: (priorityClass) => {
    const errors: FieldError[] = [];
    const { metadata, value = 0, preemptionPolicy } = priorityClass;
    if (metadata.name?.startsWith(SYSTEM_PREFIX)) validateSystemClass(priorityClass, errors);
    else if (value > HIGHEST_FOR_USERS)
      errors.push(
        forbiddenField(VALUE, `maximum allowed value of a user defined priority is ${HIGHEST_FOR_USERS}`),
      );
    if (preemptionPolicy !== undefined) validateChoice(preemptionPolicy, POLICIES, PREEMPTION_POLICY, errors);
    return errors;
  },
  validateUpdate: ({ value = 0, preemptionPolicy }, old) => {
    const errors: FieldError[] = [];
    if (value !== (old.value ?? 0)) errors.push(forbiddenField(VALUE, 'may not be changed in an update.'));
    validateImmutable(preemptionPolicy, old.preemptionPolicy, PREEMPTION_POLICY, errors);
    return errors;
  },
};

function validateSystemClass({ metadata, value, globalDefault }: PriorityClass, errors: FieldError[]): void {
  const name = metadata.name!;
  const problem = systemClassProblem(name, value ?? 0, globalDefault);
  if (problem)
    errors.push(
      forbiddenField(
        FieldPath.of('metadata').child('name'),
        `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: ${problem}`,
      ),
    );
}

function systemClassProblem(name: string, value: number, globalDefault = false): string | undefined {
  const expected = SYSTEM_CLASSES[name];
  if (expected === undefined) return `${name} is not a known system priority class`;
  if (value !== expected) return `value of ${name} PriorityClass must be ${expected}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}
