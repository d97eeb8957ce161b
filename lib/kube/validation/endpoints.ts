import { type FieldError, required } from '../field-error';
import { FieldPath } from '../field-path';
import type { EndpointAddress, EndpointPort, EndpointSubset } from '../generated/core-v1';
import { nameIsDnsSubdomain } from '../names';
import { validateEndpointIp, validateLegacyIp } from './ip';
import { validateDnsLabel, validateQualifiedName } from './names';
import { validateProtocol } from './ports';
import { validateByRule, validatePortNumber } from './scalars';

export function validateSubsets(subsets: readonly EndpointSubset[], errors: FieldError[]): void {
  subsets.forEach((subset, index) => {
    validateSubset(subset, FieldPath.of('subsets').index(index), errors);
  });
}

function validateSubset(subset: EndpointSubset, path: FieldPath, errors: FieldError[]): void {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  if (addresses.length === 0 && notReadyAddresses.length === 0)
    errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
  addresses.forEach((address, index) => {
    validateAddress(address, path.child('addresses').index(index), errors);
  });
  notReadyAddresses.forEach((address, index) => {
    validateAddress(address, path.child('notReadyAddresses').index(index), errors);
  });
  ports.forEach((port, index) => {
    validatePort(port, ports.length > 1, path.child('ports').index(index), errors);
  });
}

function validateAddress(address: EndpointAddress, path: FieldPath, errors: FieldError[]): void {
  const { ip = '', hostname, nodeName } = address;
  validateLegacyIp(ip, path.child('ip'), errors);
  if (hostname) validateDnsLabel(hostname, path.child('hostname'), errors);
  if (nodeName !== undefined) validateNodeName(nodeName, path.child('nodeName'), errors);
  validateEndpointIp(ip, path.child('ip'), errors);
}

export function validateNodeName(name: string, path: FieldPath, errors: FieldError[]): void {
  validateByRule(name, (value) => nameIsDnsSubdomain(value, false), path, errors);
}

function validatePort(
  { name, port, protocol, appProtocol }: EndpointPort,
  needsName: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (name) validateDnsLabel(name, path.child('name'), errors);
  else if (needsName) errors.push(required(path.child('name')));
  validatePortNumber(port ?? 0, path.child('port'), errors);
  validateProtocol(protocol, path.child('protocol'), errors);
  if (appProtocol !== undefined) validateQualifiedName(appProtocol, path.child('appProtocol'), errors);
}
