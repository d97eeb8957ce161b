import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  tooLong,
} from '../field-error';
import type { FieldPath } from '../field-path';
import type { Device, DeviceAttribute, DeviceTaint } from '../generated/resource-v1';
import { goTyped } from '../go-format';
import { goStruct } from '../go-struct';
import { isLabelValue } from '../names';
import { validateRequestPolicy } from './capacity-policy';
import { TAINT_EFFECTS } from './device-claim';
import { validateConsumption } from './device-counters';
import { validateAttributeName, validateBindingConditions } from './device-names';
import { validateNodeName } from './endpoints';
import { validateLabelName } from './labels';
import { validateList, validateSet } from './lists';
import { validateDnsLabel } from './names';
import { validateNodeSelector } from './node-selector';
import { validateByRule } from './scalars';

/** One device of a slice. */

const MAX_ATTRIBUTES = 32;
const MAX_TAINTS = 16;
const MAX_CONSUMPTIONS = 2;
const MAX_KEY = 63 + 1 + 32;
const VALUE_LIMIT = 64;
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$/;

export function validateDevice(
  device: Device,
  selectsNodes: boolean,
  taintsAreKnown: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { name = '', attributes = {}, capacity = {}, taints, consumesCounters } = device;
  validateDnsLabel(name, path.child('name'), errors);
  const size = Object.keys(attributes).length + Object.keys(capacity).length;
  if (size > MAX_ATTRIBUTES)
    errors.push(
      invalidValue(
        path,
        size,
        `the total number of attributes and capacities must not exceed ${MAX_ATTRIBUTES}`,
      ),
    );
  validateAttributes(attributes, path.child('attributes'), errors);
  validateCapacity(device, path.child('capacity'), errors);
  if (!taintsAreKnown) validateList(taints, MAX_TAINTS, validateTaint, path.child('taints'), errors);
  validateSet(
    consumesCounters,
    MAX_CONSUMPTIONS,
    validateConsumption,
    ({ counterSet = '' }) => counterSet,
    path.child('consumesCounters'),
    errors,
  );
  if (selectsNodes) validateNodes(device, path, errors);
  else if (device.nodeName !== undefined || device.nodeSelector || device.allNodes !== undefined)
    errors.push(invalidValue(path, null, NOT_PER_DEVICE));
  validateBindingConditions(device, path, errors);
}

const NOT_PER_DEVICE =
  '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec';

function validateAttributes(
  attributes: { readonly [name: string]: DeviceAttribute },
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    validateAttributeName(name, path, errors);
    validateAttribute(attribute, path.key(shortened(name)), errors);
  }
}

/** The middle of a key that is too long is left out. */
function shortened(key: string): string {
  if (key.length <= MAX_KEY) return key;
  const kept = MAX_KEY - 3;
  return `${key.slice(0, Math.floor((kept + 1) / 2))}...${key.slice(key.length - Math.floor(kept / 2))}`;
}

const KINDS = ['bool', 'int', 'string', 'version'] as const;

function validateAttribute(attribute: DeviceAttribute, path: FieldPath, errors: FieldError[]): void {
  const { string = '', version } = attribute;
  if (Buffer.byteLength(string) > VALUE_LIMIT) errors.push(tooLong(path.child('string'), VALUE_LIMIT));
  if (version !== undefined) {
    const own = path.child('version');
    if (!SEMVER.test(version))
      errors.push(invalidValue(own, version, 'must be a string compatible with semver.org spec 2.0.0'));
    if (Buffer.byteLength(version) > VALUE_LIMIT) errors.push(tooLong(own, VALUE_LIMIT));
  }
  const given = KINDS.filter((kind) => attribute[kind] !== undefined).length;
  const printed = given === 0 ? '' : goStruct('resource.DeviceAttribute', attribute);
  if (given !== 1) errors.push(invalidValue(path, printed, 'exactly one value must be specified'));
}

function validateCapacity(
  { capacity = {}, allowMultipleAllocations = false }: Device,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [name, { value, requestPolicy }] of Object.entries(capacity)) {
    validateAttributeName(name, path, errors);
    if (!requestPolicy) continue;
    const own = path.key(shortened(name)).child('requestPolicy');
    if (allowMultipleAllocations) validateRequestPolicy(value ?? 0, requestPolicy, own, errors);
    else errors.push(forbiddenField(own, 'allowMultipleAllocations must be true'));
  }
}

function validateTaint(
  { key = '', value = '', effect }: DeviceTaint,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateLabelName(key, path.child('key'), errors);
  if (value !== '') validateByRule(value, isLabelValue, path.child('value'), errors);
  if (!effect) errors.push(required(path.child('effect')));
  else if (!TAINT_EFFECTS.includes(effect))
    errors.push(notSupported(path.child('effect'), goTyped(effect), TAINT_EFFECTS));
}

const ONE_PER_DEVICE =
  'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';

function validateNodes(
  { nodeName, nodeSelector, allNodes }: Device,
  path: FieldPath,
  errors: FieldError[],
): void {
  const set: string[] = [];
  if (nodeName === '') errors.push(invalidValue(path.child('nodeName'), nodeName, 'must not be empty'));
  else if (nodeName !== undefined) {
    set.push('`nodeName`');
    validateNodeName(nodeName, path.child('nodeName'), errors);
  }
  if (nodeSelector) {
    set.push('`nodeSelector`');
    validateNodeSelector(nodeSelector, path.child('nodeSelector'), errors);
  }
  if (allNodes) set.push('`allNodes`');
  else if (allNodes === false)
    errors.push(invalidValue(path.child('allNodes'), false, 'must be either unset or set to true'));
  if (set.length === 0) errors.push(required(path, ONE_PER_DEVICE));
  if (set.length > 1) errors.push(invalidValue(path, `{${set.join(', ')}}`, ONE_PER_DEVICE));
}
