import { changeElements, changeField, withField } from '../defaults/defaulting';
import { type ResourceList, roundedResources } from '../defaults/resource-list';
import type { FieldError } from '../field-error';
import type { LimitRange, LimitRangeItem } from '../generated/core-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateLimits } from '../validation/limit-range';
import { validateOwnMetadata } from '../validation/own-metadata';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };

export const limitRangeStrategy: Strategy<LimitRange> = {
  defaults: (range) => changeField(range, 'spec', (spec) => changeElements(spec, 'limits', defaultLimit)),
  prepareForCreate: (range) =>
    range.metadata.name ? range : { ...range, metadata: { ...range.metadata, name: range.metadata.uid } },
  validatesOwnMetadata: true,
  validate: errorsOf,
  validateUpdate: errorsOf,
  allowCreateOnUpdate: true,
};

function errorsOf(range: LimitRange): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadata(range, SCOPE, errors);
  validateLimits(range.spec?.limits ?? [], errors);
  return errors;
}

const LISTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

function defaultLimit(item: LimitRangeItem): LimitRangeItem {
  let filled = item.type === 'Container' ? withContainerDefaults(item) : item;
  for (const field of LISTS) filled = changeField(filled, field, roundedResources);
  return filled;
}

/** A container without a limit gets the highest one, and asks for that, or for the lowest. */
function withContainerDefaults(item: LimitRangeItem): LimitRangeItem {
  const limits = { ...item.max, ...item.default };
  const requests = { ...item.min, ...limits, ...item.defaultRequest };
  return withList(withList(item, 'default', limits), 'defaultRequest', requests);
}

function withList(
  item: LimitRangeItem,
  field: 'default' | 'defaultRequest',
  list: ResourceList,
): LimitRangeItem {
  const isKnown = Object.keys(list).length === Object.keys(item[field] ?? {}).length;
  return isKnown ? item : withField(item, field, list);
}
