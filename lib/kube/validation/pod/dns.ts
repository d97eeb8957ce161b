import { type FieldError, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { HostAlias, PodDNSConfig } from '../../generated/core-v1';
import { validateLegacyIp } from '../ip';
import { validateDnsSubdomain, validateDnsSubdomainWithUnderscore } from '../names';

const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_CHARACTERS = 2048;

export function validateDnsConfig(
  config: PodDNSConfig | undefined,
  policy: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { nameservers = [], searches = [], options = [] } = config ?? {};
  if (policy === 'None' && nameservers.length === 0) {
    errors.push(
      config
        ? required(
            path.child('nameservers'),
            'must provide at least one DNS nameserver when `dnsPolicy` is None',
          )
        : required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'),
    );
    return;
  }
  if (nameservers.length > MAX_NAMESERVERS)
    errors.push(
      invalidValue(
        path.child('nameservers'),
        nameservers,
        `must not have more than ${MAX_NAMESERVERS} nameservers`,
      ),
    );
  nameservers.forEach((address, index) => {
    validateLegacyIp(address, path.child('nameservers').index(index), errors);
  });
  validateSearches(searches, path.child('searches'), errors);
  options.forEach(({ name }, index) => {
    if (!name) errors.push(required(path.child('options').index(index), 'must not be empty'));
  });
}

function validateSearches(searches: readonly string[], path: FieldPath, errors: FieldError[]): void {
  if (searches.length > MAX_SEARCHES)
    errors.push(invalidValue(path, searches, `must not have more than ${MAX_SEARCHES} search paths`));
  if (Buffer.byteLength(searches.join(' ')) > MAX_SEARCH_CHARACTERS)
    errors.push(
      invalidValue(
        path,
        searches,
        `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`,
      ),
    );
  searches.forEach((search, index) => {
    if (search === '.') return;
    const name = search.endsWith('.') ? search.slice(0, -1) : search;
    validateDnsSubdomainWithUnderscore(name, path.index(index), errors);
  });
}

export function validateHostAliases(
  aliases: readonly HostAlias[],
  path: FieldPath,
  errors: FieldError[],
): void {
  aliases.forEach(({ ip = '', hostnames = [] }, index) => {
    validateLegacyIp(ip, path.index(index).child('ip'), errors);
    hostnames.forEach((hostname, position) => {
      validateDnsSubdomain(hostname, path.index(index).child('hostnames').index(position), errors);
    });
  });
}
