import type { IConstruct } from 'constructs';
import { report } from './report';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LONGEST_LABEL = 63;
const LONGEST_SUBDOMAIN = 253;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const ENVIRONMENT_VARIABLE = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** RFC 1123: lower case letters, digits and `-`, at most 63 characters. */
export function isDnsLabel(value: string): boolean {
  return value.length <= LONGEST_LABEL && DNS_LABEL.test(value);
}

/** Labels of RFC 1123 with dots between them, at most 253 characters. */
export function isDnsSubdomain(value: string): boolean {
  return value.length <= LONGEST_SUBDOMAIN && value.split('.').every((label) => DNS_LABEL.test(label));
}

export function isLabelValue(value: string): boolean {
  return value.length <= LONGEST_LABEL && LABEL_VALUE.test(value);
}

/** The names every supported cluster accepts for a variable, and for the key of a ConfigMap used as one. */
export function isEnvironmentVariable(value: string): boolean {
  return ENVIRONMENT_VARIABLE.test(value);
}

/** Reports a value that cannot be an object's name. */
export function checkDnsLabel(construct: IConstruct, field: string, value: string): void {
  if (isDnsLabel(value)) return;
  report(construct, {
    field,
    message: `${JSON.stringify(value)} is no DNS-1123 label: lower case letters, digits and "-", starting and ending with a letter or digit, at most ${LONGEST_LABEL} characters (has ${value.length})`,
    fix: suggestLabel(value),
  });
}

function suggestLabel(value: string): string | undefined {
  const label = value
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_LABEL)
    .replace(/^-+|-+$/g, '');
  return isDnsLabel(label) ? `for example ${JSON.stringify(label)}` : undefined;
}
