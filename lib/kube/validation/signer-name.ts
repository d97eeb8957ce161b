import { type FieldError, invalidValue, required, tooLong } from '../field-error';
import type { FieldPath } from '../field-path';
import { goQuote } from '../go-format';
import { isDns1123Label, isDns1123Subdomain, type NameCheck } from '../names';

const MAX_DOMAIN = 253;
const MAX_LABEL = 63;
const MAX_NAME = MAX_DOMAIN + 1 + MAX_DOMAIN + 1 + MAX_LABEL;

/** Who signs certificates: `example.com/signer-name`. */
export function validateSignerName(name: string, path: FieldPath, errors: FieldError[]): void {
  if (name === '') {
    errors.push(required(path));
    return;
  }
  const segments = name.split('/');
  if (segments.length !== 2) {
    errors.push(
      invalidValue(
        path,
        name,
        "must be a fully qualified domain and path of the form 'example.com/signer-name'",
      ),
    );
    return;
  }
  validateDomain(segments[0]!, path, errors);
  validateFirstBad(segments[1]!, segments[1]!.split('.'), isDns1123Subdomain, path, errors);
  if (Buffer.byteLength(name) > MAX_NAME) errors.push(tooLong(path, MAX_NAME));
}

function validateDomain(domain: string, path: FieldPath, errors: FieldError[]): void {
  if (Buffer.byteLength(domain) > MAX_DOMAIN) errors.push(tooLong(path, MAX_DOMAIN));
  const labels = domain.split('.');
  validateFirstBad(domain, labels, isDns1123Label, path, errors);
  if (labels.length < 2)
    errors.push(
      invalidValue(path, domain, 'should be a domain with at least two segments separated by dots'),
    );
}

function validateFirstBad(
  segment: string,
  labels: readonly string[],
  rule: NameCheck,
  path: FieldPath,
  errors: FieldError[],
): void {
  const bad = labels.find((label) => rule(label).length > 0);
  if (bad === undefined) return;
  for (const problem of rule(bad))
    errors.push(invalidValue(path, segment, `validating label ${goQuote(bad)}: ${problem}`));
}
