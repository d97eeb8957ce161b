import type {
  MatchResources,
  MutatingWebhook,
  RuleWithOperations,
  ValidatingWebhook,
  WebhookClientConfig,
} from '../generated/admissionregistration-v1';
import { changeElements, changeField, fillAbsent } from './defaulting';

/** Which requests a webhook or policy is for, where the author does not say. */

const TIMEOUT_SECONDS = 10;
const HTTPS_PORT = 443;

/** A reference to a webhook's Service. */
export function withWebhookPort<T extends { readonly port?: number }>(service: T): T {
  return service.port === undefined ? { ...service, port: HTTPS_PORT } : service;
}

function withScope<T extends Pick<RuleWithOperations, 'scope'>>(rule: T): T {
  return fillAbsent<Pick<RuleWithOperations, 'scope'>>(rule, { scope: '*' }) as T;
}

function withServicePort(client: WebhookClientConfig): WebhookClientConfig {
  return changeField(client, 'service', withWebhookPort);
}

export function withWebhookDefaults<T extends ValidatingWebhook | MutatingWebhook>(given: T): T {
  const webhook = fillAbsent<ValidatingWebhook>(given, {
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds: TIMEOUT_SECONDS,
  });
  const filled = changeElements(webhook, 'rules', withScope);
  return changeField(filled, 'clientConfig', withServicePort) as T;
}

export function withMatchDefaults(given: MatchResources): MatchResources {
  const match = fillAbsent(given, {
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
  });
  return changeElements(changeElements(match, 'resourceRules', withScope), 'excludeResourceRules', withScope);
}
