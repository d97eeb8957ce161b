import { type FieldError, required, tooMany } from '../field-error';
import type { FieldPath } from '../field-path';
import type { Counter, CounterSet, DeviceCounterConsumption } from '../generated/resource-v1';
import { validateDnsLabel } from './names';

/** What devices that are parts of one another share. */

const MAX_COUNTERS = 32;

export function validateCounterSet(
  { name = '', counters }: CounterSet,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (name === '') errors.push(required(path.child('name')));
  else validateDnsLabel(name, path.child('name'), errors);
  validateCounters(counters, path.child('counters'), errors);
}

export function validateConsumption(
  { counterSet = '', counters }: DeviceCounterConsumption,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (counterSet === '') errors.push(required(path.child('counterSet')));
  else validateDnsLabel(counterSet, path.child('counterSet'), errors);
  validateCounters(counters, path.child('counters'), errors);
}

function validateCounters(
  counters: { readonly [name: string]: Counter } | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const names = Object.keys(counters ?? {});
  if (names.length === 0) errors.push(required(path));
  else if (names.length > MAX_COUNTERS) errors.push(tooMany(path, names.length, MAX_COUNTERS));
  else for (const name of names) validateDnsLabel(name, path, errors);
}
