import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as names from '../../lib/kube/names';

/** Recorded by tools/record-scalars.ts. */
const recorded: { rule: string; value: string; problems: string[] }[] = JSON.parse(
  readFileSync(join(__dirname, '..', 'golden', 'scalars', 'names.answers.json'), 'utf8'),
);

const RULES: { readonly [rule: string]: (value: string) => string[] } = {
  dns1123Subdomain: (value) => names.nameIsDnsSubdomain(value, false),
  dns1123SubdomainPrefix: (value) => names.nameIsDnsSubdomain(value, true),
  dns1123Label: (value) => names.nameIsDnsLabel(value, false),
  pathSegment: (value) => names.pathSegmentName(value, false),
  labelKey: names.isLabelKey,
  labelValue: names.isLabelValue,
  configMapKey: names.isConfigMapKey,
  portName: names.isPortName,
  httpHeader: names.isHttpHeaderName,
  relaxedEnvVar: names.isRelaxedEnvVarName,
  wildcardSubdomain: names.isWildcardDns1123Subdomain,
};

test.each(recorded)('$rule: $value', ({ rule, value, problems }) => {
  expect(RULES[rule]!(value)).toEqual(problems);
});

test('lengths count bytes', () => {
  expect(names.isLabelValue('é'.repeat(32))).toContain('must be no more than 63 bytes');
  expect(names.isLabelValue('a'.repeat(63))).toEqual([]);
});

test('names of services start with a letter', () => {
  expect(names.nameIsDns1035Label('my-name', false)).toEqual([]);
  expect(names.nameIsDns1035Label('1a', false)).toEqual([
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  ]);
  expect(names.nameIsDns1035Label('a-', true)).toEqual([]);
});

test('a prefix of a path segment may be what a segment may not', () => {
  expect(names.pathSegmentName('..', true)).toEqual([]);
  expect(names.pathSegmentName('a/', true)).toEqual(["may not contain '/'"]);
});

test('domain names', () => {
  expect(names.isFullyQualifiedDomainName('example.com.')).toEqual([]);
  expect(names.isFullyQualifiedDomainName('example')).toEqual([
    'should be a domain with at least two segments separated by dots',
  ]);
  expect(names.isFullyQualifiedDomainName('')).toEqual(['Required value']);
  expect(names.isDomainPrefixedPath('acme.io/a b')).toEqual([
    "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')",
  ]);
  expect(names.isDomainPrefixedPath('acme.io')).toEqual([
    'must be a domain-prefixed path (such as "acme.io/foo")',
  ]);
  expect(names.isDomainPrefixedKey('foo')).toEqual(['must be a domain-prefixed key (such as "acme.io/foo")']);
  expect(names.isDomainPrefixedKey('acme.io/foo')).toEqual([]);
});

test('names of variables are strict or relaxed', () => {
  expect(names.isEnvVarName('MY_VAR')).toEqual([]);
  expect(names.isEnvVarName('1A')).toHaveLength(1);
  expect(names.isEnvVarName('..a')).toEqual(["must not start with '..'"]);
  expect(names.isRelaxedEnvVarName('')).toEqual(['environment variable name must be non-empty']);
});

test('numbers', () => {
  expect(names.isPortNumber(0)).toEqual(['must be between 1 and 65535, inclusive']);
  expect(names.isPortNumber(65535)).toEqual([]);
  expect(names.isUserId(-1)).toEqual(['must be between 0 and 2147483647, inclusive']);
  expect(names.isDecimalInteger('007')).toEqual(['must be a valid decimal integer in canonical form']);
  expect(names.isDecimalInteger('-7')).toEqual([]);
  expect(names.isPercentText('5')).toEqual([
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
  ]);
});

test('paths', () => {
  expect(names.isAbsolutePath('/a')).toEqual([]);
  expect(names.isAbsolutePath('a')).toEqual(['must be an absolute path']);
  expect(names.isLocalDescendingPath('/../a')).toEqual(['must be a relative path', "must not contain '..'"]);
  expect(names.isLocalDescendingPath('a/..b')).toEqual([]);
});

test('identifiers', () => {
  expect(names.isCIdentifier('_a1')).toEqual([]);
  expect(names.isCIdentifier('1a')).toHaveLength(1);
  expect(names.isDns1123SubdomainWithUnderscore('_http.a')).toEqual([]);
  expect(names.isDns1123SubdomainCaseless('Example.com')).toEqual([]);
});

test('no check takes long for a long text', () => {
  const texts = fc.string({
    unit: fc.constantFrom('a', '-', '.', '/', 'A'),
    minLength: 20_000,
    maxLength: 20_000,
  });
  fc.assert(
    fc.property(texts, (text) => {
      for (const rule of Object.values(RULES)) expect(Array.isArray(rule(text))).toBe(true);
    }),
    { numRuns: 5 },
  );
});
