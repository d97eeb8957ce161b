import { type FieldError, forbiddenField, notSupported, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { CustomResourceConversion, WebhookClientConfig } from '../../generated/apiextensions-v1';
import { validateCaBundle, validateReviewVersions, validateWebhookClient } from '../webhook-client';

/** How custom resources are converted between versions. The paths are those of Kubernetes' internal type. */

const STRATEGIES = ['None', 'Webhook'];
const NOT_A_WEBHOOK = 'should not be set when strategy is not set to Webhook';

export function validateConversion(
  { strategy = '', webhook }: CustomResourceConversion,
  mayHaveAnyCaBundle: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (strategy === '') errors.push(required(path.child('strategy')));
  else if (!STRATEGIES.includes(strategy))
    errors.push(notSupported(path.child('strategy'), strategy, STRATEGIES));
  const client = path.child('webhookClientConfig');
  const versions = path.child('conversionReviewVersions');
  const { clientConfig, conversionReviewVersions = [] } = webhook ?? {};
  if (strategy === 'Webhook') {
    if (!clientConfig) errors.push(required(client, 'required when strategy is set to Webhook'));
    else validateClient(clientConfig, mayHaveAnyCaBundle, client, errors);
    validateReviewVersions(conversionReviewVersions, '', versions, errors);
    return;
  }
  if (clientConfig) errors.push(forbiddenField(client, NOT_A_WEBHOOK));
  if (conversionReviewVersions.length > 0) errors.push(forbiddenField(versions, NOT_A_WEBHOOK));
}

function validateClient(
  client: WebhookClientConfig,
  mayHaveAnyCaBundle: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateWebhookClient(client, path, errors);
  if (client.caBundle && !mayHaveAnyCaBundle)
    validateCaBundle(client.caBundle, path.child('caBundle'), errors);
}
