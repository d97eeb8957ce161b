import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  tooLong,
  tooMany,
} from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type {
  AllocatedDeviceStatus,
  AllocationResult,
  DeviceAllocationConfiguration,
  DeviceRequestAllocationResult,
  NetworkDeviceData,
  ResourceClaim,
  ResourceClaimConsumerReference,
} from '../generated/resource-v1';
import { goQuote, goTyped } from '../go-format';
import { goStruct } from '../go-struct';
import { parseCidr, printIp } from '../ip';
import { validateConditions } from './conditions';
import {
  MAX_CONFIGURATIONS,
  MAX_REQUESTS,
  type RequestNames,
  requestNamesOf,
  validateRequestRef,
  validateRequestRefs,
} from './device-claim';
import {
  validateBindingConditions,
  validateConfiguration,
  validateDriverName,
  validatePoolName,
  validateRawObject,
} from './device-names';
import { validateList, validateSet } from './lists';
import { validateDnsLabel } from './names';
import { validateNodeSelector } from './node-selector';
import { IS_IMMUTABLE } from './scalars';

/** What was allocated to a claim, and who uses it. */

const STATUS = FieldPath.of('status');
const RESERVED = STATUS.child('reservedFor');
const ALLOCATION = STATUS.child('allocation');
const DEVICES = STATUS.child('devices');
const MAX_CONSUMERS = 256;
const MAX_CONDITIONS = 8;
const MAX_ADDRESSES = 16;
const DATA_LIMIT = 10 * 1024;
const INTERFACE_LIMIT = 256;
const HARDWARE_LIMIT = 128;
const SOURCES = ['FromClaim', 'FromClass'];

interface DeviceIdentity {
  readonly driver: string;
  readonly pool: string;
  readonly device: string;
  readonly shareID?: string;
}

/** `driver/pool/device`, and the share where a device is shared. */
export function deviceIdentity({ driver, pool, device, shareID }: DeviceIdentity): string {
  return [driver, pool, device, ...(shareID ? [shareID] : [])].join('/');
}

/** As the type inside of Kubernetes prints itself. */
function printedIdentity({ driver, pool, device, shareID = '' }: DeviceIdentity): object {
  return { Driver: driver, Pool: pool, Device: device, ShareID: shareID };
}

export function validateClaimStatus(claim: ResourceClaim, old: ResourceClaim): FieldError[] {
  const errors: FieldError[] = [];
  const { reservedFor = [], devices, allocation } = claim.status ?? {};
  const uidOf = ({ uid = '' }: ResourceClaimConsumerReference) => uid;
  validateSet(reservedFor, MAX_CONSUMERS, validateConsumer, uidOf, RESERVED, errors);
  const allocated = new Set((allocation?.devices?.results ?? []).map(deviceIdentity));
  validateSet(
    devices,
    Number.POSITIVE_INFINITY,
    (device, own) => validateDevice(device, allocated, own, errors),
    printedIdentity,
    DEVICES,
    errors,
  );
  if (reservedFor.length > 0) validateReservation(claim, old, errors);
  const before = old.status?.allocation;
  if (allocation && before) {
    if (!equal(allocation, before))
      errors.push(invalidValue(ALLOCATION, goStruct('*resource.AllocationResult', allocation), IS_IMMUTABLE));
  } else if (allocation) validateAllocation(allocation, requestNamesOf(claim.spec.devices ?? {}), errors);
  return errors;
}

function validateConsumer(
  consumer: ResourceClaimConsumerReference,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const field of ['resource', 'name', 'uid'] as const)
    if (!consumer[field]) errors.push(required(path.child(field)));
}

function validateReservation(claim: ResourceClaim, old: ResourceClaim, errors: FieldError[]): void {
  const { reservedFor = [], allocation } = claim.status ?? {};
  const before = old.status?.reservedFor ?? [];
  if (!allocation) errors.push(forbiddenField(RESERVED, 'may not be specified when `allocated` is not set'));
  else if (
    claim.metadata.deletionTimestamp &&
    reservedFor.some((consumer) => !before.some((known) => equal(known, consumer)))
  )
    errors.push(
      forbiddenField(
        RESERVED,
        'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set',
      ),
    );
}

function validateAllocation(allocation: AllocationResult, names: RequestNames, errors: FieldError[]): void {
  const path = ALLOCATION.child('devices');
  validateList(
    allocation.devices?.results,
    MAX_REQUESTS,
    (result, own) => validateResult(result, names, own, errors),
    path.child('results'),
    errors,
  );
  validateList(
    allocation.devices?.config,
    2 * MAX_CONFIGURATIONS,
    (config, own) => validateAllocatedConfiguration(config, names, own, errors),
    path.child('config'),
    errors,
  );
  if (allocation.nodeSelector)
    validateNodeSelector(allocation.nodeSelector, ALLOCATION.child('nodeSelector'), errors);
}

function validateResult(
  result: DeviceRequestAllocationResult,
  names: RequestNames,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateRequestRef(result.request ?? '', names, path.child('request'), errors);
  validateIdentity(result, path, errors);
  validateBindingConditions(result, path, errors);
  validateShare(result.shareID, path, errors);
}

function validateIdentity(
  { driver = '', pool = '', device = '' }: Partial<DeviceIdentity>,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateDriverName(driver, path.child('driver'), errors);
  validatePoolName(pool, path.child('pool'), errors);
  validateDnsLabel(device, path.child('device'), errors);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NORMAL_FORM =
  'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters';

function validateShare(shareID: string | undefined, path: FieldPath, errors: FieldError[]): void {
  if (shareID === undefined || UUID.test(shareID)) return;
  const own = path.child('shareID');
  if (UUID.test(shareID.toLowerCase())) errors.push(invalidValue(own, shareID, NORMAL_FORM));
  else {
    const problem = shareID.length === 36 ? 'invalid UUID format' : `invalid UUID length: ${shareID.length}`;
    errors.push(invalidValue(own, shareID, `error validating uid: ${problem}`));
  }
}

function validateAllocatedConfiguration(
  { source, requests, opaque }: DeviceAllocationConfiguration,
  names: RequestNames,
  path: FieldPath,
  errors: FieldError[],
): void {
  const own = path.child('source');
  if (!source) errors.push(required(own));
  else if (!SOURCES.includes(source)) errors.push(notSupported(own, goTyped(source), SOURCES));
  validateRequestRefs(requests, names, path.child('requests'), errors);
  validateConfiguration(opaque, path, errors);
}

function validateDevice(
  device: AllocatedDeviceStatus,
  allocated: ReadonlySet<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateIdentity(device, path, errors);
  validateShare(device.shareID, path, errors);
  if (!allocated.has(deviceIdentity(device)))
    errors.push(invalidValue(path, printedIdentity(device), 'must be an allocated device in the claim'));
  const { conditions = [], data, networkData } = device;
  const own = path.child('conditions');
  if (conditions.length > MAX_CONDITIONS) errors.push(tooMany(own, conditions.length, MAX_CONDITIONS));
  validateConditions(conditions, own, errors);
  if (data !== undefined) validateRawObject(data, DATA_LIMIT, path.child('data'), errors);
  if (networkData) validateNetwork(networkData, path.child('networkData'), errors);
}

function validateNetwork(
  { interfaceName = '', hardwareAddress = '', ips }: NetworkDeviceData,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (Buffer.byteLength(interfaceName) > INTERFACE_LIMIT)
    errors.push(tooLong(path.child('interfaceName'), INTERFACE_LIMIT));
  if (Buffer.byteLength(hardwareAddress) > HARDWARE_LIMIT)
    errors.push(tooLong(path.child('hardwareAddress'), HARDWARE_LIMIT));
  validateSet(ips, MAX_ADDRESSES, validateInterfaceAddress, (ip) => ip, path.child('ips'), errors);
}

/** An address with the length of its network: `10.9.8.7/24`. */
function validateInterfaceAddress(value: string, path: FieldPath, errors: FieldError[]): void {
  const network = parseCidr(value);
  const canonical = network && `${printIp(network.address)}/${network.prefixLength}`;
  if (!canonical)
    errors.push(
      invalidValue(path, value, 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)'),
    );
  else if (value !== canonical)
    errors.push(invalidValue(path, value, `must be in canonical form (${goQuote(canonical)})`));
}
