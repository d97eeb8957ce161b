import { type FieldError, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { EnvFromSource, EnvVar, EnvVarSource, FileKeySelector } from '../../generated/core-v1';
import { isConfigMapKey, isRelaxedEnvVarName, nameIsDnsSubdomain } from '../../names';
import { validateDnsLabel } from '../names';
import { validateByRule } from '../scalars';
import { validateFieldRef, validateResourceFieldRef } from './field-selectors';
import { validateNoBacksteps } from './paths';

export function validateEnv(variables: readonly EnvVar[], path: FieldPath, errors: FieldError[]): void {
  variables.forEach((variable, index) => {
    if (!variable.name) errors.push(required(path.index(index).child('name')));
    else
      for (const message of isRelaxedEnvVarName(variable.name))
        errors.push(invalidValue(path.index(index).child('name'), variable.name, message));
    if (variable.valueFrom)
      validateValueFrom(variable.valueFrom, variable.value, path.index(index).child('valueFrom'), errors);
  });
}

function validateValueFrom(
  source: EnvVarSource,
  value: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  if (fieldRef) validateFieldRef(fieldRef, 'env', path.child('fieldRef'), errors);
  if (resourceFieldRef)
    validateResourceFieldRef(resourceFieldRef, 'env', path.child('resourceFieldRef'), errors);
  if (configMapKeyRef) validateKeyRef(configMapKeyRef, path.child('configMapKeyRef'), errors);
  if (secretKeyRef) validateKeyRef(secretKeyRef, path.child('secretKeyRef'), errors);
  if (fileKeyRef) validateFileKeyRef(fileKeyRef, path.child('fileKeyRef'), errors);
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean);
  if (sources.length === 0)
    errors.push(
      invalidValue(
        path,
        '',
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      ),
    );
  else if (value) errors.push(invalidValue(path, '', 'may not be specified when `value` is not empty'));
  else if (sources.length > 1)
    errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'));
}

/** A key of a ConfigMap or Secret. */
function validateKeyRef(
  { name = '', key }: { readonly name?: string; readonly key: string },
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const message of nameIsDnsSubdomain(name, false))
    errors.push(invalidValue(path.child('name'), name, message));
  if (!key) errors.push(required(path.child('key')));
  else validateByRule(key, isConfigMapKey, path.child('key'), errors);
}

function validateFileKeyRef(
  { key, volumeName, path: file }: FileKeySelector,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!key) errors.push(required(path.child('key')));
  else validateByRule(key, isRelaxedEnvVarName, path.child('key'), errors);
  if (!volumeName) errors.push(required(path.child('volumeName')));
  else validateDnsLabel(volumeName, path.child('volumeName'), errors);
  if (!file) errors.push(required(path.child('path')));
  else validateNoBacksteps(file, path.child('path'), errors);
}

export function validateEnvFrom(
  sources: readonly EnvFromSource[],
  path: FieldPath,
  errors: FieldError[],
): void {
  sources.forEach(({ prefix, configMapRef, secretRef }, index) => {
    const at = path.index(index);
    if (prefix) validateByRule(prefix, isRelaxedEnvVarName, at.child('prefix'), errors);
    if (configMapRef) validateSourceName(configMapRef.name, at.child('configMapRef', 'name'), errors);
    if (secretRef) validateSourceName(secretRef.name, at.child('secretRef', 'name'), errors);
    if (!configMapRef && !secretRef)
      errors.push(invalidValue(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (configMapRef && secretRef)
      errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'));
  });
}

/** Kubernetes checks these names as if more could be appended. */
function validateSourceName(name: string | undefined, path: FieldPath, errors: FieldError[]): void {
  if (!name) errors.push(required(path));
  else for (const message of nameIsDnsSubdomain(name, true)) errors.push(invalidValue(path, name, message));
}
