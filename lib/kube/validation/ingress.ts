import { type FieldError, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import type {
  HTTPIngressPath,
  IngressBackend,
  IngressRule,
  IngressServiceBackend,
  IngressSpec,
  IngressTLS,
} from '../generated/networking-v1';
import { parseIp } from '../ip';
import {
  isDns1123Subdomain,
  isPortName,
  isWildcardDns1123Subdomain,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
} from '../names';
import { validateTypedReference } from './references';
import { validateByRule, validatePortNumber } from './scalars';

const SPEC = FieldPath.of('spec');
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const INVALID_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const INVALID_SUFFIXES = ['/..', '/.'];

export interface IngressRules {
  /** Names of TLS secrets that are no names: only for objects that were stored with one. */
  readonly allowInvalidSecretName: boolean;
  /** Rules of wildcard hosts are not validated: only for objects that were stored with a wrong one. */
  readonly allowInvalidWildcardHostRule: boolean;
}

const STRICT: IngressRules = { allowInvalidSecretName: false, allowInvalidWildcardHostRule: false };

/** What an update of this object may keep. */
export function rulesForUpdate(old: IngressSpec): IngressRules {
  return {
    allowInvalidSecretName: (old.tls ?? []).some((tls) => secretNameProblems(tls).length > 0),
    allowInvalidWildcardHostRule: (old.rules ?? []).some((rule) => {
      const errors: FieldError[] = [];
      if (rule.host?.includes('*')) validateHttp(rule, SPEC, errors);
      return errors.length > 0;
    }),
  };
}

export function validateIngressSpec(
  spec: IngressSpec,
  errors: FieldError[],
  rules: IngressRules = STRICT,
): void {
  const { defaultBackend, ingressClassName } = spec;
  if (!spec.rules?.length && !defaultBackend)
    errors.push(invalidValue(SPEC, spec.rules, 'either `defaultBackend` or `rules` must be specified'));
  if (defaultBackend) validateBackend(defaultBackend, SPEC.child('defaultBackend'), errors);
  spec.rules?.forEach((rule, index) => {
    validateRule(rule, SPEC.child('rules').index(index), errors, rules);
  });
  spec.tls?.forEach((tls, index) => {
    validateTls(tls, SPEC.child('tls').index(index), errors, rules);
  });
  if (ingressClassName !== undefined)
    for (const message of nameIsDnsSubdomain(ingressClassName, false))
      errors.push(invalidValue(SPEC.child('ingressClassName'), ingressClassName, message));
}

function validateHost(host: string, path: FieldPath, errors: FieldError[]): void {
  validateByRule(host, host.includes('*') ? isWildcardDns1123Subdomain : isDns1123Subdomain, path, errors);
}

function validateTls(tls: IngressTLS, path: FieldPath, errors: FieldError[], rules: IngressRules): void {
  tls.hosts?.forEach((host, index) => {
    validateHost(host, path.child('hosts').index(index), errors);
  });
  if (rules.allowInvalidSecretName) return;
  for (const message of secretNameProblems(tls))
    errors.push(invalidValue(path.child('secretName'), tls.secretName, message));
}

function secretNameProblems({ secretName }: IngressTLS): string[] {
  return secretName ? nameIsDnsSubdomain(secretName, false) : [];
}

function validateRule(rule: IngressRule, path: FieldPath, errors: FieldError[], rules: IngressRules): void {
  const { host } = rule;
  if (host) {
    if (parseIp(host))
      errors.push(invalidValue(path.child('host'), host, 'must be a DNS name, not an IP address'));
    validateHost(host, path.child('host'), errors);
  }
  if (!host?.includes('*') || !rules.allowInvalidWildcardHostRule) validateHttp(rule, path, errors);
}

function validateHttp({ http }: IngressRule, path: FieldPath, errors: FieldError[]): void {
  if (!http) return;
  const paths = path.child('http', 'paths');
  if (!http.paths?.length) errors.push(required(paths));
  http.paths?.forEach((one, index) => {
    validateHttpPath(one, paths.index(index), errors);
  });
}

function validateHttpPath(
  { path: value = '', pathType, backend }: HTTPIngressPath,
  path: FieldPath,
  errors: FieldError[],
): void {
  const at = path.child('path');
  const refuse = (detail: string) => void errors.push(invalidValue(at, value, detail));
  if (pathType === undefined) {
    errors.push(required(path.child('pathType'), 'pathType must be specified'));
    return;
  }
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!value.startsWith('/')) refuse('must be an absolute path');
    for (const sequence of INVALID_SEQUENCES)
      if (value.includes(sequence)) refuse(`must not contain '${sequence}'`);
    for (const suffix of INVALID_SUFFIXES) if (value.endsWith(suffix)) refuse(`cannot end with '${suffix}'`);
  } else if (pathType === 'ImplementationSpecific') {
    if (value && !value.startsWith('/')) refuse('must be an absolute path');
  } else errors.push(notSupported(path.child('pathType'), pathType, PATH_TYPES));
  validateBackend(backend ?? {}, path.child('backend'), errors);
}

function validateBackend({ resource, service }: IngressBackend, path: FieldPath, errors: FieldError[]): void {
  if (resource && service)
    errors.push(invalidValue(path, '', 'cannot set both resource and service backends'));
  else if (resource) validateTypedReference(resource, path.child('resource'), errors);
  else if (service) validateServiceBackend(service, path, errors);
  else errors.push(invalidValue(path, '', 'resource or service backend is required'));
}

function validateServiceBackend(
  { name, port = {} }: IngressServiceBackend,
  path: FieldPath,
  errors: FieldError[],
): void {
  const at = path.child('service');
  if (!name) errors.push(required(at.child('name')));
  else validateByRule(name, (value) => nameIsDnsLabel(value, false), at.child('name'), errors);
  if (port.name && port.number)
    errors.push(invalidValue(path, '', 'cannot set both port name & port number'));
  else if (port.name) validateByRule(port.name, isPortName, at.child('port', 'name'), errors);
  else if (port.number) validatePortNumber(port.number, at.child('port', 'number'), errors);
  else errors.push(required(path, 'port name or number is required'));
}
