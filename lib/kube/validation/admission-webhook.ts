import { duplicate, type FieldError, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import type { MutatingWebhook, ValidatingWebhook } from '../generated/admissionregistration-v1';
import { isDns1123Subdomain } from '../names';
import {
  FAILURE_POLICIES,
  MATCH_POLICIES,
  REINVOCATION_POLICIES,
  validateMatchConditions,
  validateRules,
} from './admission-rules';
import { validateLabelSelector } from './label-selector';
import { validateSupported } from './scalars';
import { REVIEW_VERSIONS, validateReviewVersions, validateWebhookClient } from './webhook-client';

/** Webhooks that the API server asks before it stores an object. */

type Webhook = ValidatingWebhook | MutatingWebhook;

const WEBHOOKS = FieldPath.of('webhooks');
const SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const MAX_TIMEOUT_SECONDS = 30;

export function validateWebhooks(webhooks: readonly Webhook[] | undefined, errors: FieldError[]): void {
  const names = new Set<string>();
  webhooks?.forEach((webhook, index) => {
    const path = WEBHOOKS.index(index);
    validateWebhook(webhook, path, errors);
    validateReviewVersions(
      webhook.admissionReviewVersions ?? [],
      `must specify one of ${REVIEW_VERSIONS.join(', ')}`,
      path.child('admissionReviewVersions'),
      errors,
    );
    const { name } = webhook;
    if (names.has(name)) errors.push(duplicate(path.child('name'), name));
    if (name) names.add(name);
  });
}

function validateWebhook(webhook: Webhook, path: FieldPath, errors: FieldError[]): void {
  validateFullName(webhook.name, path.child('name'), errors);
  validateRules(webhook.rules, path.child('rules'), errors);
  const { failurePolicy, matchPolicy, sideEffects } = webhook;
  if (failurePolicy !== undefined)
    validateSupported(failurePolicy, FAILURE_POLICIES, path.child('failurePolicy'), errors);
  if (matchPolicy !== undefined)
    validateSupported(matchPolicy, MATCH_POLICIES, path.child('matchPolicy'), errors);
  if (sideEffects === undefined)
    errors.push(required(path.child('sideEffects'), `must specify one of ${SIDE_EFFECTS.join(', ')}`));
  else validateSupported(sideEffects, SIDE_EFFECTS, path.child('sideEffects'), errors);
  const { timeoutSeconds = 1 } = webhook;
  if (timeoutSeconds < 1 || timeoutSeconds > MAX_TIMEOUT_SECONDS)
    errors.push(
      invalidValue(
        path.child('timeoutSeconds'),
        timeoutSeconds,
        `the timeout value must be between 1 and ${MAX_TIMEOUT_SECONDS} seconds`,
      ),
    );
  for (const field of ['namespaceSelector', 'objectSelector'] as const)
    if (webhook[field]) validateLabelSelector(webhook[field], path.child(field), errors);
  if ('reinvocationPolicy' in webhook && webhook.reinvocationPolicy !== undefined)
    validateSupported(
      webhook.reinvocationPolicy,
      REINVOCATION_POLICIES,
      path.child('reinvocationPolicy'),
      errors,
    );
  validateWebhookClient(webhook.clientConfig ?? {}, path.child('clientConfig'), errors);
  validateMatchConditions(webhook.matchConditions, false, path.child('matchConditions'), errors);
}

function validateFullName(name: string | undefined, path: FieldPath, errors: FieldError[]): void {
  const problems = name ? isDns1123Subdomain(name) : [];
  if (!name) errors.push(required(path));
  else if (problems.length > 0) errors.push(invalidValue(path, name, problems.join(',')));
  else if (name.split('.').length < 3)
    errors.push(
      invalidValue(path, name, 'should be a domain with at least three segments separated by dots'),
    );
}
