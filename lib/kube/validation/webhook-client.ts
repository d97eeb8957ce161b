import { type FieldError, invalidValue, required } from '../field-error';
import type { FieldPath } from '../field-path';
import { parseGoUrl } from '../go-url';
import { isDns1123Subdomain, isPortNumber } from '../names';
import { caProblem } from './tls-pair';

/** How the API server reaches a webhook: admission webhooks and conversion of custom resources. */

interface ServiceReference {
  readonly name: string;
  readonly namespace: string;
  readonly path?: string;
  readonly port?: number;
}

const HTTPS_PORT = 443;

/** Fills in what a reference to a webhook's Service leaves out. */
export function withWebhookPort<T extends ServiceReference>(service: T): T {
  return service.port === undefined ? { ...service, port: HTTPS_PORT } : service;
}

export function validateWebhookService(
  { name, namespace, path: urlPath, port = 0 }: ServiceReference,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!name) errors.push(required(path.child('name')));
  if (!namespace) errors.push(required(path.child('namespace')));
  const problems = isPortNumber(port);
  if (problems.length > 0)
    errors.push(invalidValue(path.child('port'), port, `port is not valid: ${problems.join(', ')}`));
  if (urlPath && urlPath !== '/') validateUrlPath(urlPath, path.child('path'), errors);
}

function validateUrlPath(value: string, path: FieldPath, errors: FieldError[]): void {
  const invalid = (detail: string) => errors.push(invalidValue(path, value, detail));
  if (value === '//') {
    invalid('segment[0] may not be empty');
    return;
  }
  if (!value.startsWith('/')) invalid("must start with a '/'");
  const steps = value.slice(1).replace(/\/$/, '').split('/');
  steps.forEach((step, index) => {
    if (step === '') invalid(`segment[${index}] may not be empty`);
    else for (const problem of isDns1123Subdomain(step)) invalid(`segment[${index}]: ${problem}`);
  });
}

const FORM = '; desired format: https://host[/path]';

/** The address of a webhook outside of the cluster. */
export function validateWebhookUrl(value: string, path: FieldPath, errors: FieldError[]): void {
  const url = parseGoUrl(value);
  if ('error' in url) {
    errors.push(required(path, `url must be a valid URL: ${url.error}${FORM}`));
    return;
  }
  const { scheme, user, host, query, fragment } = url;
  if (scheme !== 'https')
    errors.push(invalidValue(path, scheme, `'https' is the only allowed URL scheme${FORM}`));
  if (host === '') errors.push(invalidValue(path, host, `host must be specified${FORM}`));
  if (user !== undefined)
    errors.push(invalidValue(path, user, 'user information is not permitted in the URL'));
  if (fragment !== '') errors.push(invalidValue(path, fragment, 'fragments are not permitted in the URL'));
  if (query !== '') errors.push(invalidValue(path, query, 'query parameters are not permitted in the URL'));
}

/** The certificates by which a webhook's server is known: base64 of PEM. */
export function validateCaBundle(bundle: string, path: FieldPath, errors: FieldError[]): void {
  const problem = caProblem(Buffer.from(bundle, 'base64').toString('latin1'));
  if (problem) errors.push(invalidValue(path, bundle, `unable to load root certificates: ${problem}`));
}
