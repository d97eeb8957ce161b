import type { WebhookClientConfig } from '../../../../kube/generated/admissionregistration-v1';
import { Services } from '../../../../kube/generated/resources';
import { goQuote } from '../../../../kube/go-format';
import type { AdmissionEnvironment } from '../plugin';
import { WebhookFailure } from './review';

const DEFAULT_PORT = 443;

/**
 * Where a webhook is called. One behind a Service is not: its pods are simulated, and cannot answer a review.
 * @throws WebhookFailure
 */
export function addressOf(
  { url, service }: WebhookClientConfig,
  timeoutSeconds: number,
  environment: AdmissionEnvironment,
): string {
  if (url !== undefined) return withTimeout(url, timeoutSeconds);
  const { namespace = '', name = '', path = '', port = DEFAULT_PORT } = service ?? {};
  const address = withTimeout(`https://${name}.${namespace}.svc:${port}${path}`, timeoutSeconds);
  const found = environment.get(Services, namespace, name);
  const why = found
    ? `dial tcp ${found.spec?.clusterIP ?? ''}:${port}: connect: connection refused`
    : `service ${goQuote(name)} not found`;
  throw new WebhookFailure(`failed to call webhook: Post ${goQuote(address)}: ${why}`);
}

function withTimeout(url: string, timeoutSeconds: number): string {
  return `${url}${url.includes('?') ? '&' : '?'}timeout=${timeoutSeconds}s`;
}
