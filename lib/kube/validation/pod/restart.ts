import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
  tooMany,
} from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { Container, ContainerResizePolicy, ContainerRestartRule } from '../../generated/core-v1';
import { validateChoice, validateSupported } from '../scalars';

const POLICIES = ['Always', 'Never', 'OnFailure'];
const ACTIONS = ['Restart', 'RestartAllContainers'];
const OPERATORS = ['In', 'NotIn'];
const RULES_LIMIT = 20;
const EXIT_CODES_LIMIT = 255;

/** The restart policy of one container, and the rules by which it departs from the pod's. */
export function validateContainerRestartPolicy(
  { restartPolicy, restartPolicyRules = [] }: Container,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (restartPolicy === undefined) {
    if (restartPolicyRules.length === 0) return;
    errors.push(missingPolicy(path));
  } else validateSupported(restartPolicy, POLICIES, path.child('restartPolicy'), errors);
  const rulesPath = path.child('restartPolicyRules');
  if (restartPolicyRules.length > RULES_LIMIT)
    errors.push(tooMany(rulesPath, restartPolicyRules.length, RULES_LIMIT));
  restartPolicyRules.forEach((rule, index) => {
    validateRule(rule, rulesPath.index(index), errors);
  });
}

/** An init container without a policy of its own may not have rules; nothing else of them is checked then. */
export function validateInitRestartPolicy(container: Container, path: FieldPath, errors: FieldError[]): void {
  if (container.restartPolicy !== undefined) validateContainerRestartPolicy(container, path, errors);
  else if (container.restartPolicyRules?.length) errors.push(missingPolicy(path));
}

function missingPolicy(path: FieldPath): FieldError {
  return required(path.child('restartPolicy'), 'must specify restartPolicy when restart rules are used');
}

function validateRule(
  { action, exitCodes }: ContainerRestartRule,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateSupported(action, ACTIONS, path.child('action'), errors);
  if (!exitCodes) {
    errors.push(required(path.child('exitCodes'), 'must be specified'));
    return;
  }
  const { operator, values = [] } = exitCodes;
  validateSupported(operator, OPERATORS, path.child('exitCodes', 'operator'), errors);
  if (values.length > EXIT_CODES_LIMIT)
    errors.push(tooMany(path.child('exitCodes', 'values'), values.length, EXIT_CODES_LIMIT));
}

const RESIZED_RESOURCES = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];

/** Whether a container is restarted when its resources change. `podRestartPolicy` must allow that. */
export function validateResizePolicy(
  policies: readonly ContainerResizePolicy[],
  podRestartPolicy: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const seen = new Set<string>();
  policies.forEach(({ resourceName = '', restartPolicy = '' }, index) => {
    if (seen.has(resourceName)) errors.push(duplicate(path.index(index), resourceName));
    seen.add(resourceName);
    validateChoice(resourceName, RESIZED_RESOURCES, path, errors);
    validateChoice(restartPolicy, RESIZE_POLICIES, path, errors);
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired')
      errors.push(
        invalidValue(path, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"),
      );
  });
}

/** An init container that ends has nothing to restart. */
export function validateInitResizePolicy(
  policies: readonly ContainerResizePolicy[],
  path: FieldPath,
  errors: FieldError[],
): void {
  policies.forEach(({ restartPolicy }, index) => {
    if (restartPolicy === 'RestartContainer')
      errors.push(
        invalidValue(
          path.index(index).child('restartPolicy'),
          restartPolicy,
          "must not be set to 'RestartContainer' for non-sidecar initContainers",
        ),
      );
  });
}

/** What only init containers that keep running may have. */
export function validateNoHooks(container: Container, path: FieldPath, errors: FieldError[]): void {
  for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const)
    if (container[field])
      errors.push(
        forbiddenField(path.child(field), 'may not be set for init containers without restartPolicy=Always'),
      );
}
