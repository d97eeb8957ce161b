import {
  duplicate,
  type FieldError,
  internalFieldError,
  invalidValue,
  required,
  tooMany,
} from '../field-error';
import { FieldPath } from '../field-path';
import type { Endpoint, EndpointHints, EndpointPort } from '../generated/discovery-v1';
import { parseIp } from '../ip';
import { isFullyQualifiedDomainName, isIp, isLabelValue } from '../names';
import { validateNodeName } from './endpoints';
import { validateEndpointIp, validateLegacyIp } from './ip';
import { validateLabels } from './labels';
import { validateDnsLabel, validateQualifiedName } from './names';
import { validateProtocol } from './ports';
import { validateByRule } from './scalars';

const MAX_PORTS = 20_000;
const MAX_ENDPOINTS = 1_000;
const MAX_ADDRESSES = 100;
const MAX_TOPOLOGY_LABELS = 16;
const MAX_HINTS = 8;
const ZONE = 'topology.kubernetes.io/zone';

export function validateSlicePorts(ports: readonly EndpointPort[], errors: FieldError[]): void {
  const path = FieldPath.of('ports');
  if (ports.length > MAX_PORTS) {
    errors.push(tooMany(path, ports.length, MAX_PORTS));
    return;
  }
  const names = new Set<string>();
  ports.forEach(({ name = '', protocol, appProtocol }, index) => {
    const at = path.index(index);
    if (name) validateDnsLabel(name, at.child('name'), errors);
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    validateProtocol(protocol, at.child('protocol'), errors);
    if (appProtocol !== undefined) validateQualifiedName(appProtocol, at.child('appProtocol'), errors);
  });
}

export function validateSliceEndpoints(
  endpoints: readonly Endpoint[],
  addressType: string,
  errors: FieldError[],
): void {
  const path = FieldPath.of('endpoints');
  if (endpoints.length > MAX_ENDPOINTS) {
    errors.push(tooMany(path, endpoints.length, MAX_ENDPOINTS));
    return;
  }
  endpoints.forEach((endpoint, index) => {
    validateEndpoint(endpoint, addressType, path.index(index), errors);
  });
}

function validateEndpoint(
  endpoint: Endpoint,
  addressType: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { addresses = [], nodeName, deprecatedTopology, hostname, hints } = endpoint;
  const addressPath = path.child('addresses');
  if (addresses.length === 0) errors.push(required(addressPath, 'must contain at least 1 address'));
  else if (addresses.length > MAX_ADDRESSES)
    errors.push(tooMany(addressPath, addresses.length, MAX_ADDRESSES));
  addresses.forEach((address, index) => {
    ADDRESS_RULES[addressType]?.(address, addressPath, index, errors);
  });
  if (nodeName !== undefined) validateNodeName(nodeName, path.child('nodeName'), errors);
  if (deprecatedTopology) validateTopology(deprecatedTopology, path.child('deprecatedTopology'), errors);
  if (hostname !== undefined) validateDnsLabel(hostname, path.child('hostname'), errors);
  if (hints) validateHints(hints, path.child('hints'), errors);
}

type AddressRule = (address: string, path: FieldPath, index: number, errors: FieldError[]) => void;

function ofFamily(
  family: 4 | 6,
  validate: (address: string, path: FieldPath, errors: FieldError[]) => void,
): AddressRule {
  return (address, path, index, errors) => {
    const before = errors.length;
    validate(address, path.index(index), errors);
    if (errors.length > before) return;
    if (parseIp(address)!.family !== family)
      errors.push(invalidValue(path, address, `must be an IPv${family} address`));
    validateEndpointIp(address, path.index(index), errors);
  };
}

const ADDRESS_RULES: { readonly [addressType: string]: AddressRule } = {
  IPv4: ofFamily(4, validateLegacyIp),
  IPv6: ofFamily(6, (address, path, errors) => validateByRule(address, isIp, path, errors)),
  FQDN: (address, path, index, errors) => {
    if (address === '') errors.push(required(path.index(index)));
    else validateByRule(address, isFullyQualifiedDomainName, path.index(index), errors);
  },
};

function validateTopology(
  topology: { readonly [label: string]: string },
  path: FieldPath,
  errors: FieldError[],
): void {
  const count = Object.keys(topology).length;
  if (count > MAX_TOPOLOGY_LABELS) errors.push(tooMany(path, count, MAX_TOPOLOGY_LABELS));
  validateLabels(topology, path, errors);
  if (ZONE in topology)
    errors.push(internalFieldError(path.key(ZONE), 'reserved key was not removed in conversion'));
}

function validateHints(
  { forZones = [], forNodes = [] }: EndpointHints,
  path: FieldPath,
  errors: FieldError[],
): void {
  const zones = path.child('forZones');
  if (forZones.length > MAX_HINTS) {
    errors.push(tooMany(zones, forZones.length, MAX_HINTS));
    return;
  }
  validateDistinctNames(forZones, zones, errors, (name, at) =>
    validateByRule(name, isLabelValue, at, errors),
  );
  const nodes = path.child('forNodes');
  if (forNodes.length > MAX_HINTS) errors.push(tooMany(nodes, forNodes.length, MAX_HINTS));
  else validateDistinctNames(forNodes, nodes, errors, (name, at) => validateNodeName(name, at, errors));
}

function validateDistinctNames(
  hints: readonly { readonly name: string }[],
  path: FieldPath,
  errors: FieldError[],
  validateName: (name: string, path: FieldPath) => void,
): void {
  const names = new Set<string>();
  hints.forEach(({ name = '' }, index) => {
    const at = path.index(index).child('name');
    if (names.has(name)) errors.push(duplicate(at, name));
    names.add(name);
    validateName(name, at);
  });
}
