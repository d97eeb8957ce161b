import type { IConstruct } from 'constructs';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isEnvVarName,
  isLabelKey,
  isLabelValue,
  isPortName,
  type NameCheck,
} from '../../kube/names';
import { report } from './report';

const LONGEST_LABEL = 63;

/** What a check of `lib/kube/names` asks for, as the author knows it: `a DNS-1123 label`. */
export interface NameRule {
  readonly check: NameCheck;
  readonly what: string;
}

const DNS_LABEL: NameRule = { check: isDns1123Label, what: 'a DNS-1123 label' };
export const DNS_SUBDOMAIN: NameRule = { check: isDns1123Subdomain, what: 'a DNS-1123 subdomain' };
export const LABEL_KEY: NameRule = { check: isLabelKey, what: 'the key of a label' };
export const LABEL_VALUE: NameRule = { check: isLabelValue, what: 'the value of a label' };
export const PORT_NAME: NameRule = { check: isPortName, what: 'the name of a port' };
/** Older clusters than 1.34 allow no more; keys of ConfigMaps and Secrets can be all of it. */
export const VARIABLE_NAME: NameRule = { check: isEnvVarName, what: 'the name of an environment variable' };

/** Reports a text that breaks a rule, in Kubernetes' own words. */
export function checkText(
  construct: IConstruct,
  field: string,
  value: string,
  { check, what }: NameRule,
  fix?: string,
): void {
  const wrong = check(value);
  if (wrong.length === 0) return;
  report(construct, { field, message: `${JSON.stringify(value)} is not ${what}: ${wrong.join('; ')}`, fix });
}

/** Reports a value that cannot be the name of an object, a container or a volume. */
export function checkDnsLabel(construct: IConstruct, field: string, value: string): void {
  checkText(construct, field, value, DNS_LABEL, suggestLabel(value));
}

function suggestLabel(value: string): string | undefined {
  const label = value
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_LABEL)
    .replace(/^-+|-+$/g, '');
  return isDns1123Label(label).length === 0 ? `for example ${JSON.stringify(label)}` : undefined;
}
