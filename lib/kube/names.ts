export { isCidr, isCidrForLegacyField, isIp, isIpForLegacyField } from './ip-checks';

/**
 * Checks of names and other texts. Each returns what is wrong in Kubernetes' own words: an empty list for nothing.
 */
export type NameCheck = (value: string) => string[];

const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;
const DNS_LABEL_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const DNS_SUBDOMAIN_UNDERSCORE = `${DNS_LABEL_UNDERSCORE}(\\.${DNS_LABEL_UNDERSCORE})*`;
const DNS_1035_LABEL = '[a-z]([-a-z0-9]*[a-z0-9])?';
const LABEL_KEY_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const MAX_LABEL = 63;
const MAX_SUBDOMAIN = 253;
const MAX_PORT_NAME = 15;

const MESSAGES = {
  label:
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  subdomain:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  subdomainUnderscore:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  subdomainCaseless:
    "an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  label1035:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  wildcard:
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  labelKey:
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  labelValue:
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  identifier:
    "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  percent: "a valid percent string must be a numeric string followed by an ending '%'",
  httpHeader: "a valid HTTP header must consist of alphanumeric characters or '-'",
  envVar:
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  relaxedEnvVar:
    "a valid environment variable name must consist only of printable ASCII characters other than '='",
  configMapKey: "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
};

/** The message for a text that does not match an expression. */
export function regexError(message: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  const list = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${list}regex used for validation is '${pattern}')`;
}

export const emptyError = 'must be non-empty';

export function inclusiveRangeError(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

/** Lengths count bytes of UTF-8. */
function longer(value: string, limit: number): boolean {
  return value.length > limit || (value.length * 3 > limit && Buffer.byteLength(value) > limit);
}

function matching(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

/** A check of the form "at most so long, and matching this". `unit` is how Kubernetes counts in the message. */
function pattern(
  expression: string,
  message: string,
  examples: readonly string[],
  limit?: { readonly length: number; readonly unit: 'bytes' | 'characters' },
  flags = '',
): NameCheck {
  const regex = new RegExp(`^${expression}$`, flags);
  const mismatch = regexError(message, expression, ...examples);
  return (value) => {
    const problems: string[] = [];
    if (limit && longer(value, limit.length))
      problems.push(`must be no more than ${limit.length} ${limit.unit}`);
    if (!regex.test(value)) problems.push(mismatch);
    return problems;
  };
}

const subdomainCharacters = { length: MAX_SUBDOMAIN, unit: 'characters' } as const;

/** `example.com`: most names of objects. */
export const isDns1123Subdomain = pattern(
  DNS_SUBDOMAIN,
  MESSAGES.subdomain,
  ['example.com'],
  subdomainCharacters,
);

export const isDns1123SubdomainWithUnderscore = pattern(
  DNS_SUBDOMAIN_UNDERSCORE,
  MESSAGES.subdomainUnderscore,
  ['example.com'],
  subdomainCharacters,
);

export const isDns1123SubdomainCaseless = pattern(
  DNS_SUBDOMAIN,
  MESSAGES.subdomainCaseless,
  ['Example.com'],
  { length: MAX_SUBDOMAIN, unit: 'bytes' },
  'i',
);

/** `*.example.com`: hosts of an Ingress. */
export const isWildcardDns1123Subdomain = pattern(
  `\\*\\.${DNS_SUBDOMAIN}`,
  MESSAGES.wildcard,
  ['*.example.com'],
  subdomainCharacters,
);

const dns1123Label = pattern(DNS_LABEL, MESSAGES.label, ['my-name', '123-abc'], {
  length: MAX_LABEL,
  unit: 'characters',
});
const SUBDOMAIN = matching(DNS_SUBDOMAIN);

/** `my-name`: namespaces, containers, volumes. */
export function isDns1123Label(value: string): string[] {
  const problems = dns1123Label(value);
  const dotted = problems.length > 0 && value.includes('.') && SUBDOMAIN.test(value);
  return dotted ? [...problems.slice(0, -1), 'must not contain dots'] : problems;
}

/** `my-name`, and the first character is a letter: Services. */
export const isDns1035Label = pattern(DNS_1035_LABEL, MESSAGES.label1035, ['my-name', 'abc-123'], {
  length: MAX_LABEL,
  unit: 'characters',
});

const LABEL_KEY_NAME_REGEX = matching(LABEL_KEY_NAME);
const labelKeyMismatch = regexError(MESSAGES.labelKey, LABEL_KEY_NAME, 'MyName', 'my.name', '123-abc');
/** A label key's prefix is checked like a subdomain, except that its length is stated in bytes. */
const labelKeyPrefix = pattern(DNS_SUBDOMAIN, MESSAGES.subdomain, ['example.com'], {
  length: MAX_SUBDOMAIN,
  unit: 'bytes',
});

/** `app` or `example.com/app`: keys of labels and annotations, taints, conditions. Kubernetes' qualified name. */
export function isLabelKey(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2)
    return [
      `a valid label key ${labelKeyMismatch} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const name = parts.at(-1)!;
  const problems: string[] = [];
  if (parts.length === 2) {
    if (parts[0] === '') problems.push(`prefix part ${emptyError}`);
    else problems.push(...labelKeyPrefix(parts[0]!).map((problem) => `prefix part ${problem}`));
  }
  if (name === '') problems.push(`name part ${emptyError}`);
  else if (longer(name, MAX_LABEL)) problems.push(`name part must be no more than ${MAX_LABEL} bytes`);
  if (!LABEL_KEY_NAME_REGEX.test(name)) problems.push(`name part ${labelKeyMismatch}`);
  return problems;
}

export const isQualifiedName = isLabelKey;

export const isLabelValue = pattern(
  `(${LABEL_KEY_NAME})?`,
  MESSAGES.labelValue,
  ['MyValue', 'my_value', '12345'],
  { length: MAX_LABEL, unit: 'bytes' },
);

export const isCIdentifier = pattern('[A-Za-z_][A-Za-z0-9_]*', MESSAGES.identifier, [
  'my_name',
  'MY_NAME',
  'MyName',
]);

/** A name of a port: IANA_SVC_NAME. */
export function isPortName(value: string): string[] {
  const problems: string[] = [];
  if (longer(value, MAX_PORT_NAME)) problems.push(`must be no more than ${MAX_PORT_NAME} characters`);
  if (!/^[-a-z0-9]+$/.test(value))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) problems.push('must contain at least one letter (a-z)');
  if (value.includes('--')) problems.push('must not contain consecutive hyphens');
  if (/^-|-$/.test(value)) problems.push('must not begin or end with a hyphen');
  return problems;
}

export function isInRange(value: number, low: number, high: number): string[] {
  return value >= low && value <= high ? [] : [inclusiveRangeError(low, high)];
}

export function isPortNumber(port: number): string[] {
  return isInRange(port, 1, 65535);
}

export function isUserId(id: number): string[] {
  return isInRange(id, 0, 2147483647);
}

export const isGroupId = isUserId;

export const isPercentText = pattern('[0-9]+%', MESSAGES.percent, ['1%', '93%']);

export const isHttpHeaderName = pattern('[-A-Za-z0-9]+', MESSAGES.httpHeader, ['X-Header-Name']);

const envVarName = pattern('[-._a-zA-Z][-._a-zA-Z0-9]*', MESSAGES.envVar, [
  'my.env-name',
  'MY_ENV.NAME',
  'MyEnvName1',
]);

export function isEnvVarName(value: string): string[] {
  return [...envVarName(value), ...parentFolder(value)];
}

/** What Kubernetes checks since 1.34: any printable ASCII but `=`. */
export function isRelaxedEnvVarName(value: string): string[] {
  if (value === '') return [`environment variable name ${emptyError}`];
  return /^[ -<>-~]*$/.test(value) ? [] : [MESSAGES.relaxedEnvVar];
}

const configMapKey = pattern(
  '[-._a-zA-Z0-9]+',
  MESSAGES.configMapKey,
  ['key.name', 'KEY_NAME', 'key-name'],
  subdomainCharacters,
);

/** Keys of ConfigMaps and Secrets. */
export function isConfigMapKey(value: string): string[] {
  return [...configMapKey(value), ...parentFolder(value)];
}

function parentFolder(value: string): string[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}

/** A name that can be part of a URL's path: RBAC objects. */
const NOT_IN_PATHS = ['/', '%'];

export function isPathSegmentName(value: string): string[] {
  return value === '.' || value === '..' ? [`may not be '${value}'`] : isPathSegmentPrefix(value);
}

export function isPathSegmentPrefix(value: string): string[] {
  const problems: string[] = [];
  for (const part of NOT_IN_PATHS) if (value.includes(part)) problems.push(`may not contain '${part}'`);
  return problems;
}

export function isDecimalInteger(value: string): string[] {
  if (value === '') return [emptyError];
  return /^(0|-?[1-9][0-9]*)$/.test(value) ? [] : ['must be a valid decimal integer in canonical form'];
}

/** `example.com`, `example.com.`: at least two segments. The first problem only. */
export function isFullyQualifiedDomainName(value: string): string[] {
  if (value === '') return ['Required value'];
  const name = value.endsWith('.') ? value.slice(0, -1) : value;
  const problems = isDns1123Subdomain(name);
  if (problems.length > 0) return [problems.join(',')];
  const segments = name.split('.');
  if (segments.length < 2) return ['should be a domain with at least two segments separated by dots'];
  const bad = segments.map(isDns1123Label).find((found) => found.length > 0);
  return bad ? [bad.join(',')] : [];
}

/** `acme.io/foo` with a path as in a URL: names of signers and finalizers. */
export function isDomainPrefixedPath(value: string): string[] {
  const slash = value.indexOf('/');
  if (slash <= 0 || slash === value.length - 1)
    return ['must be a domain-prefixed path (such as "acme.io/foo")'];
  const path = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
  const problems = isDns1123Subdomain(value.slice(0, slash));
  if (!matching(path).test(value.slice(slash + 1))) problems.push(regexError('Invalid path', path));
  return problems;
}

/** `acme.io/foo` with a path as in a label key. */
export function isDomainPrefixedKey(value: string): string[] {
  const problems = isLabelKey(value);
  if (problems.length > 0 || value.includes('/')) return problems;
  return ['must be a domain-prefixed key (such as "acme.io/foo")'];
}

/** What a name generator may append to, checked as if something was appended. */
function prefixOf(name: string): string {
  if (name.length < 2 || !name.endsWith('-')) return name;
  const last = name.charCodeAt(name.length - 2) < 0x80 ? 2 : 1;
  return `${name.slice(0, -last)}a`;
}

/** The check of `metadata.name` for most kinds; `prefix` for `metadata.generateName`. */
export function nameIsDnsSubdomain(name: string, prefix: boolean): string[] {
  return isDns1123Subdomain(prefix ? prefixOf(name) : name);
}

export function nameIsDnsLabel(name: string, prefix: boolean): string[] {
  return isDns1123Label(prefix ? prefixOf(name) : name);
}

export function nameIsDns1035Label(name: string, prefix: boolean): string[] {
  return isDns1035Label(prefix ? prefixOf(name) : name);
}

/** The check of `metadata.name` for kinds whose names only have to fit into a URL: RBAC, and whatever has no rule. */
export function pathSegmentName(name: string, prefix: boolean): string[] {
  return prefix ? isPathSegmentPrefix(name) : isPathSegmentName(name);
}

export function isAbsolutePath(path: string): string[] {
  return path.startsWith('/') ? [] : ['must be an absolute path'];
}

export function hasNoBacksteps(path: string): string[] {
  return path.split('/').includes('..') ? ["must not contain '..'"] : [];
}

/** A relative path that stays below its folder: `subPath`. */
export function isLocalDescendingPath(path: string): string[] {
  return [...(path.startsWith('/') ? ['must be a relative path'] : []), ...hasNoBacksteps(path)];
}
