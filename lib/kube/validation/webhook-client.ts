import { type FieldError, invalidValue, required } from '../field-error';
import type { FieldPath } from '../field-path';
import { parseGoUrl } from '../go-url';
import { isDns1035Label, isDns1123Subdomain, isPortNumber } from '../names';
import { caProblem } from './tls-pair';

/** How the API server reaches a webhook: admission webhooks and conversion of custom resources. */

interface ServiceReference {
  readonly name: string;
  readonly namespace: string;
  readonly path?: string;
  readonly port?: number;
}

/** The client of a webhook: a Service or an address. */
export interface WebhookClient {
  readonly url?: string;
  readonly service?: ServiceReference;
}

export function validateWebhookClient(
  { url, service }: WebhookClient,
  path: FieldPath,
  errors: FieldError[],
): void {
  if ((url === undefined) === (service === undefined))
    errors.push(required(path, 'exactly one of url or service is required'));
  else if (url !== undefined) validateUrl(url, path.child('url'), errors);
  else validateService(service!, path.child('service'), errors);
}

function validateService(
  { name, namespace, path: urlPath, port = 0 }: ServiceReference,
  path: FieldPath,
  errors: FieldError[],
): void {
  // Kubernetes confuses the two, and so blames the other one.
  if (!namespace) errors.push(required(path.child('name')));
  if (!name) errors.push(required(path.child('namespace')));
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
function validateUrl(value: string, path: FieldPath, errors: FieldError[]): void {
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

export const REVIEW_VERSIONS = ['v1', 'v1beta1'];

/** The versions of reviews that a webhook understands; `whenEmpty` is what to say when there are none. */
export function validateReviewVersions(
  versions: readonly string[],
  whenEmpty: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (versions.length === 0) {
    errors.push(required(path, whenEmpty));
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
