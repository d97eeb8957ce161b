import { changeElements, changeField } from '../defaults/defaulting';
import type { FieldError } from '../field-error';
import type { Device, DeviceAttribute, ResourceSlice, ResourceSliceSpec } from '../generated/resource-v1';
import { goQuote } from '../go-format';
import type { Strategy } from '../strategy';
import { validateSliceSpec } from '../validation/resource-slice';
import { specChanged } from './spec-changed';

const NO_SPEC = {} as ResourceSliceSpec;

/** A strategy has no clock: when a taint was added is not filled in. */
export const resourceSliceStrategy: Strategy<ResourceSlice> = {
  prepareForCreate: withoutDisabledFields,
  prepareForUpdate: withoutDisabledFields,
  generationChanged: specChanged,
  validate: ({ spec = NO_SPEC }) => {
    const errors: FieldError[] = [];
    validateSliceSpec(spec, undefined, errors);
    return errors;
  },
  validateUpdate: ({ spec = NO_SPEC }, old) => {
    const errors: FieldError[] = [];
    validateSliceSpec(spec, old.spec ?? NO_SPEC, errors);
    return errors;
  },
  warnings: ({ spec }) => {
    const driver = spec?.driver ?? '';
    if (driver === driver.toLowerCase()) return [];
    return [
      `spec.driver: driver names should be lowercase; ${goQuote(driver)} contains uppercase characters`,
    ];
  },
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
    'spec.driver': ({ spec }) => spec?.driver ?? '',
  },
};

/** Lists of values and shares of a node's own resources are not served by default. */
function withoutDisabledFields(slice: ResourceSlice): ResourceSlice {
  return changeField(slice, 'spec', (spec) => changeElements(spec, 'devices', withoutDisabledParts));
}

function withoutDisabledParts(given: Device): Device {
  const { nodeAllocatableResourceMappings, ...rest } = given;
  const device = nodeAllocatableResourceMappings ? rest : given;
  return changeField(device, 'attributes', (attributes) => {
    if (!Object.values(attributes).some(hasList)) return attributes;
    const kept = Object.entries(attributes).map(([name, attribute]) => [name, withoutLists(attribute)]);
    return Object.fromEntries(kept);
  });
}

function hasList({ bools, ints, strings, versions }: DeviceAttribute): boolean {
  return Boolean(bools ?? ints ?? strings ?? versions);
}

function withoutLists({
  bools: _bools,
  ints: _ints,
  strings: _strings,
  versions: _versions,
  ...attribute
}: DeviceAttribute): DeviceAttribute {
  return attribute;
}
