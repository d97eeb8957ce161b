import { fillEmpty, withField } from '../defaults/defaulting';
import { type FieldError, invalidValue, required, tooLong } from '../field-error';
import { FieldPath } from '../field-path';
import type { Secret } from '../generated/core-v1';
import { JsonSyntaxError, parseJson } from '../json';
import { nameIsDnsSubdomain } from '../names';
import { isObject } from '../record';
import type { Strategy } from '../strategy';
import { DATA_LIMIT, decodedLength, validateDataKey, validateSealed } from '../validation/data-keys';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { validateImmutable } from '../validation/scalars';
import { tlsPairProblem } from '../validation/tls-pair';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };
const ANNOTATIONS = FieldPath.of('metadata').child('annotations');
const DATA = FieldPath.of('data');
const TYPE = FieldPath.of('type');

const SERVICE_ACCOUNT_NAME = 'kubernetes.io/service-account.name';
const TLS = 'kubernetes.io/tls';

export const secretStrategy: Strategy<Secret> = {
  validatesOwnMetadata: true,
  selectableFields: { type: (secret) => secret.type ?? '' },
  defaults: (secret) => withStringData(fillEmpty(secret, { type: 'Opaque' })),
  validate: (secret) => {
    const errors: FieldError[] = [];
    validateSecret(secret, errors);
    return errors;
  },
  validateUpdate: (secret, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(secret, old, errors);
    validateImmutable(secret.type, old.type, TYPE, errors);
    validateSealed(secret, old, ['data'], errors);
    validateSecret(secret, errors);
    return errors;
  },
  warnings: (secret) => {
    if (secret.type !== TLS) return [];
    const problem = tlsPairProblem(text(secret, 'tls.crt'), text(secret, 'tls.key'));
    return problem ? [problem] : [];
  },
};

/** `stringData` is only a way to write `data`. */
function withStringData(secret: Secret): Secret {
  const { stringData } = secret;
  if (!stringData) return secret;
  const data: { [key: string]: string } = { ...secret.data };
  for (const key in stringData) data[key] = Buffer.from(stringData[key]!).toString('base64');
  const merged = Object.keys(data).length > 0 ? { ...secret, data } : secret;
  return withField(merged, 'stringData', undefined);
}

function text({ data }: Secret, key: string): string {
  return Buffer.from(data?.[key] ?? '', 'base64').toString();
}

function validateSecret(secret: Secret, errors: FieldError[]): void {
  const { data } = secret;
  validateOwnMetadata(secret, SCOPE, errors);
  let size = 0;
  for (const key in data) {
    validateDataKey(key, DATA, errors);
    size += decodedLength(data[key]!);
  }
  if (size > DATA_LIMIT) errors.push(tooLong(DATA, DATA_LIMIT));
  CONTENT_RULES[secret.type ?? '']?.(secret, errors);
}

/** What is wrong with a text that should be a JSON object, in the words of Go's decoder. */
function jsonObjectError(text: string): string | undefined {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
  if (value === null || isObject(value)) return undefined;
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}

const has = ({ data }: Secret, key: string) => data?.[key] !== undefined;

function requireKey(secret: Secret, key: string, errors: FieldError[]): void {
  if (!has(secret, key)) errors.push(required(DATA.key(key)));
}

function validateDockerConfig(key: string) {
  return (secret: Secret, errors: FieldError[]) => {
    requireKey(secret, key, errors);
    if (!has(secret, key)) return;
    const problem = jsonObjectError(text(secret, key));
    if (problem) errors.push(invalidValue(DATA.key(key), '<secret contents redacted>', problem));
  };
}

/** What a Secret of a known type must contain. */
const CONTENT_RULES: { readonly [type: string]: (secret: Secret, errors: FieldError[]) => void } = {
  'kubernetes.io/service-account-token': ({ metadata }, errors) => {
    if (!metadata.annotations?.[SERVICE_ACCOUNT_NAME])
      errors.push(required(ANNOTATIONS.key(SERVICE_ACCOUNT_NAME)));
  },
  'kubernetes.io/dockercfg': validateDockerConfig('.dockercfg'),
  'kubernetes.io/dockerconfigjson': validateDockerConfig('.dockerconfigjson'),
  'kubernetes.io/basic-auth': (secret, errors) => {
    if (has(secret, 'username') || has(secret, 'password')) return;
    requireKey(secret, 'username', errors);
    requireKey(secret, 'password', errors);
  },
  'kubernetes.io/ssh-auth': ({ data }, errors) => {
    if (!data?.['ssh-privatekey']) errors.push(required(DATA.key('ssh-privatekey')));
  },
  [TLS]: (secret, errors) => {
    requireKey(secret, 'tls.crt', errors);
    requireKey(secret, 'tls.key', errors);
  },
};
