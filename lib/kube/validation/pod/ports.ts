import { duplicate, type FieldError, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { Container, ContainerPort } from '../../generated/core-v1';
import { isPortName } from '../../names';
import { validateProtocol } from '../ports';
import { validatePortNumber } from '../scalars';

export function validateContainerPorts(
  ports: readonly ContainerPort[],
  path: FieldPath,
  errors: FieldError[],
): void {
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const at = path.index(index);
    if (port.name) validatePortName(port.name, names, at.child('name'), errors);
    if (!port.containerPort) errors.push(required(at.child('containerPort')));
    else validatePortNumber(port.containerPort, at.child('containerPort'), errors);
    if (port.hostPort) validatePortNumber(port.hostPort, at.child('hostPort'), errors);
    validateProtocol(port.protocol, at.child('protocol'), errors);
  });
}

function validatePortName(name: string, names: Set<string>, path: FieldPath, errors: FieldError[]): void {
  const messages = isPortName(name);
  for (const message of messages) errors.push(invalidValue(path, name, message));
  if (messages.length > 0) return;
  if (names.has(name)) errors.push(duplicate(path, name));
  names.add(name);
}

/** No two containers ask for the same port of the node. `path` is that of the list of containers. */
export function validateHostPortConflicts(
  containers: readonly Container[],
  path: FieldPath,
  errors: FieldError[],
): void {
  const taken = new Set<string>();
  containers.forEach((container, index) => {
    container.ports?.forEach((port, position) => {
      if (!port.hostPort) return;
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(key))
        errors.push(duplicate(path.index(index).child('ports').index(position).child('hostPort'), key));
      taken.add(key);
    });
  });
}

/** In the node's own network a port is the node's port. A template may leave that to its pods. */
export function validateHostNetworkPorts(
  containers: readonly Container[],
  inPod: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  containers.forEach((container, index) => {
    container.ports?.forEach(({ hostPort = 0, containerPort }, position) => {
      if ((inPod || hostPort !== 0) && hostPort !== containerPort)
        errors.push(
          invalidValue(
            path.index(index).child('ports').index(position).child('hostPort'),
            hostPort,
            'must match `containerPort` when `hostNetwork` is true',
          ),
        );
    });
  });
}
