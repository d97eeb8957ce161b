import { changeField } from '../defaults/defaulting';
import { roundedResources } from '../defaults/resource-list';
import type { FieldError } from '../field-error';
import type { ResourceQuota } from '../generated/core-v1';
import { Quantity } from '../quantity';
import type { Strategy } from '../strategy';
import {
  validateQuotaSpec,
  validateQuotaStatus,
  validateScopesUnchanged,
} from '../validation/resource-quota';

export const resourceQuotaStrategy: Strategy<ResourceQuota> = {
  defaults: (quota) =>
    changeField(
      changeField(quota, 'spec', (spec) => changeField(spec, 'hard', roundedResources)),
      'status',
      (status) => changeField(changeField(status, 'hard', roundedResources), 'used', roundedResources),
    ),
  validate: ({ spec = {} }) => {
    const errors: FieldError[] = [];
    validateQuotaSpec(spec, errors);
    return errors;
  },
  validateUpdate: ({ spec = {} }, old) => {
    const errors: FieldError[] = [];
    validateQuotaSpec(spec, errors);
    validateScopesUnchanged(spec, old.spec ?? {}, errors);
    return errors;
  },
  validateStatusUpdate: ({ status = {} }) => {
    const errors: FieldError[] = [];
    validateQuotaStatus(status, errors);
    return errors;
  },
  warnings: (quota, old) => (old ? [] : warningsOf(quota)),
};

/** Requests that are allowed more than limits are. */
function warningsOf({ spec }: ResourceQuota): string[] {
  const { hard = {} } = spec ?? {};
  return ['cpu', 'memory', 'storage', 'ephemeral-storage'].flatMap((name) => {
    const short = name === 'cpu' || name === 'memory' ? name : '';
    const requested = [`requests.${name}`, short].find((one) => hard[one] !== undefined);
    const limited = `limits.${name}`;
    if (requested === undefined || hard[limited] === undefined) return [];
    const request = Quantity.parse(hard[requested]!);
    const limit = Quantity.parse(hard[limited]);
    return request.compare(limit) > 0
      ? [`ResourceQuota ${requested} (${request}) should be less than ${limited} (${limit})`]
      : [];
  });
}
