import type { IConstruct } from 'constructs';
import { report } from './report';

const LARGEST_PORT = 65_535;

/** Reports a value that is no whole number, or below the least one. */
export function checkWhole(construct: IConstruct, field: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  report(construct, { field, message: `${value} is not a whole number of at least ${least}` });
}

/** Reports a value that cannot be the number of a port. */
export function checkPort(construct: IConstruct, field: string, value: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= LARGEST_PORT) return;
  report(construct, { field, message: `${value} is not a port: a whole number from 1 to ${LARGEST_PORT}` });
}

/** Reports a value that is no whole number from the least to the greatest. */
export function checkWithin(
  construct: IConstruct,
  field: string,
  value: number,
  least: number,
  greatest: number,
): void {
  if (Number.isInteger(value) && value >= least && value <= greatest) return;
  report(construct, { field, message: `${value} is not a whole number from ${least} to ${greatest}` });
}
