import { type FieldError, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { NodeSelector } from '../generated/core-v1';
import type { ResourcePool, ResourceSliceSpec } from '../generated/resource-v1';
import { goStruct } from '../go-struct';
import { validateCounterSet } from './device-counters';
import { validateDriverName, validatePoolName } from './device-names';
import { validateNodeName } from './endpoints';
import { validateSet } from './lists';
import { validateNodeSelector } from './node-selector';
import { IS_IMMUTABLE } from './scalars';
import { validateDevice } from './sliced-device';

/** The devices that a driver offers, in one slice of a pool. */

const SPEC = FieldPath.of('spec');
const MAX_DEVICES = 128;
const MAX_ADVANCED_DEVICES = 64;
const MAX_COUNTER_SETS = 8;

export function validateSliceSpec(
  spec: ResourceSliceSpec,
  old: ResourceSliceSpec | undefined,
  errors: FieldError[],
): void {
  validateDriverName(spec.driver ?? '', SPEC.child('driver'), errors);
  validatePool(spec.pool ?? ({} as ResourcePool), SPEC.child('pool'), errors);
  if (old) validateIdentityIsKept(spec, old, errors);
  validateNodes(spec, errors);
  const { devices = [], sharedCounters = [] } = spec;
  if (sharedCounters.length > 0 && devices.length > 0)
    errors.push(invalidValue(SPEC, '', 'only one of `sharedCounters` or `devices` is allowed'));
  const isAdvanced = devices.some(
    ({ taints, consumesCounters }) => taints?.length || consumesCounters?.length,
  );
  const known = new Map(old?.devices?.map((device) => [device.name, device]));
  validateSet(
    devices,
    isAdvanced ? MAX_ADVANCED_DEVICES : MAX_DEVICES,
    (device, own) => {
      const taintsAreKnown = equal(known.get(device.name)?.taints ?? [], device.taints ?? []);
      validateDevice(device, spec.perDeviceNodeSelection ?? false, taintsAreKnown, own, errors);
    },
    ({ name = '' }) => name,
    SPEC.child('devices'),
    errors,
  );
  validateSet(
    sharedCounters,
    MAX_COUNTER_SETS,
    validateCounterSet,
    ({ name = '' }) => name,
    SPEC.child('sharedCounters'),
    errors,
  );
}

function validatePool(
  { name = '', resourceSliceCount = 0, generation = 0 }: ResourcePool,
  path: FieldPath,
  errors: FieldError[],
): void {
  validatePoolName(name, path.child('name'), errors);
  if (resourceSliceCount <= 0)
    errors.push(
      invalidValue(path.child('resourceSliceCount'), resourceSliceCount, 'must be greater than zero'),
    );
  if (generation < 0)
    errors.push(invalidValue(path.child('generation'), generation, 'must be greater than or equal to zero'));
}

function validateIdentityIsKept(spec: ResourceSliceSpec, old: ResourceSliceSpec, errors: FieldError[]): void {
  if (spec.pool?.name !== old.pool?.name)
    errors.push(invalidValue(SPEC.child('pool').child('name'), spec.pool?.name ?? '', IS_IMMUTABLE));
  for (const field of ['driver', 'nodeName'] as const)
    if (spec[field] !== old[field])
      errors.push(invalidValue(SPEC.child(field), spec[field] ?? null, IS_IMMUTABLE));
}

const ONE_OF = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';

/** From which nodes the devices can be reached. */
function validateNodes(spec: ResourceSliceSpec, errors: FieldError[]): void {
  const set: string[] = [];
  const { nodeName, nodeSelector } = spec;
  if (nodeName === '')
    errors.push(
      invalidValue(SPEC.child('nodeName'), nodeName, 'must be either unset or set to a non-empty string'),
    );
  else if (nodeName !== undefined) {
    set.push('`nodeName`');
    validateNodeName(nodeName, SPEC.child('nodeName'), errors);
  }
  if (nodeSelector) {
    set.push('`nodeSelector`');
    validateOneTerm(nodeSelector, SPEC.child('nodeSelector'), errors);
  }
  for (const field of ['allNodes', 'perDeviceNodeSelection'] as const)
    if (spec[field]) set.push(`\`${field}\``);
    else if (spec[field] === false)
      errors.push(invalidValue(SPEC.child(field), false, 'must be either unset or set to true'));
  if (set.length === 0) errors.push(required(SPEC, ONE_OF));
  if (set.length > 1)
    errors.push(invalidValue(SPEC, `{${set.join(', ')}}`, `${ONE_OF}, but multiple fields are set`));
}

function validateOneTerm(selector: NodeSelector, path: FieldPath, errors: FieldError[]): void {
  validateNodeSelector(selector, path, errors);
  const { nodeSelectorTerms: terms = [] } = selector;
  if (terms.length !== 1)
    errors.push(
      invalidValue(
        path.child('nodeSelectorTerms'),
        goStruct('[]core.NodeSelectorTerm', terms),
        'must have exactly one node selector term',
      ),
    );
}
