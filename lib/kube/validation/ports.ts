import type { FieldError } from '../field-error';
import type { FieldPath } from '../field-path';
import { isPortName } from '../names';
import { validateByRule, validateChoice, validatePortNumber } from './scalars';

/** Transport protocols, as messages list them. */
export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** A protocol that must be there. */
export function validateProtocol(protocol: string | undefined, path: FieldPath, errors: FieldError[]): void {
  validateChoice(protocol, PROTOCOLS, path, errors);
}

/** The number of a port, or the name a container gives to one. */
export function validatePortOrName(port: number | string, path: FieldPath, errors: FieldError[]): void {
  if (typeof port === 'number') validatePortNumber(port, path, errors);
  else validateByRule(port, isPortName, path, errors);
}
