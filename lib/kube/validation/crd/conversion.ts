import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { CustomResourceConversion, WebhookClientConfig } from '../../generated/apiextensions-v1';
import { isDns1035Label } from '../../names';
import { validateCaBundle, validateWebhookService, validateWebhookUrl } from '../webhook-client';

/** How custom resources are converted between versions. The paths are those of Kubernetes' internal type. */

const STRATEGIES = ['None', 'Webhook'];
const REVIEW_VERSIONS = ['v1', 'v1beta1'];
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
    validateReviewVersions(conversionReviewVersions, versions, errors);
    return;
  }
  if (clientConfig) errors.push(forbiddenField(client, NOT_A_WEBHOOK));
  if (conversionReviewVersions.length > 0) errors.push(forbiddenField(versions, NOT_A_WEBHOOK));
}

function validateClient(
  { url, service, caBundle }: WebhookClientConfig,
  mayHaveAnyCaBundle: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if ((url === undefined) === (service === undefined))
    errors.push(required(path, 'exactly one of url or service is required'));
  else if (url !== undefined) validateWebhookUrl(url, path.child('url'), errors);
  else {
    // Kubernetes confuses the two names here, and so blames the other one.
    const { name, namespace } = service!;
    const confused = { ...service!, name: namespace, namespace: name };
    validateWebhookService(confused, path.child('service'), errors);
  }
  if (caBundle && !mayHaveAnyCaBundle) validateCaBundle(caBundle, path.child('caBundle'), errors);
}

function validateReviewVersions(versions: readonly string[], path: FieldPath, errors: FieldError[]): void {
  if (versions.length === 0) {
    errors.push(required(path));
    return;
  }
  versions.forEach((version, index) => {
    if (versions.indexOf(version) < index)
      errors.push(invalidValue(path.index(index), version, 'duplicate version'));
    else
      for (const problem of isDns1035Label(version))
        errors.push(invalidValue(path.index(index), version, problem));
  });
  if (!versions.some((version) => REVIEW_VERSIONS.includes(version)))
    errors.push(invalidValue(path, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`));
}
