import { type FieldError, invalidValue, tooLong } from '../field-error';
import { FieldPath } from '../field-path';
import type { ConfigMap } from '../generated/core-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { DATA_LIMIT, decodedLength, validateDataKey, validateSealed } from '../validation/data-keys';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };
const DATA = FieldPath.of('data');
const BINARY_DATA = FieldPath.of('binaryData');

export const configMapStrategy: Strategy<ConfigMap> = {
  validatesOwnMetadata: true,
  validate: (configMap) => {
    const errors: FieldError[] = [];
    validateConfigMap(configMap, errors);
    return errors;
  },
  validateUpdate: (configMap, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(configMap, old, errors);
    validateSealed(configMap, old, ['data', 'binaryData'], errors);
    validateConfigMap(configMap, errors);
    return errors;
  },
};

function validateConfigMap(configMap: ConfigMap, errors: FieldError[]): void {
  const { data, binaryData } = configMap;
  validateOwnMetadata(configMap, SCOPE, errors);
  let size = 0;
  for (const key in data) {
    validateDataKey(key, DATA, errors);
    if (binaryData && key in binaryData)
      errors.push(invalidValue(DATA.key(key), key, 'duplicate of key present in binaryData'));
    size += Buffer.byteLength(data[key]!);
  }
  for (const key in binaryData) {
    validateDataKey(key, BINARY_DATA, errors);
    size += decodedLength(binaryData[key]!);
  }
  if (size > DATA_LIMIT) errors.push(tooLong(FieldPath.of(''), DATA_LIMIT));
}
