import type { FieldPath } from '../field-path';
import { goQuote } from '../go-format';
import { Quantity } from '../quantity';
import type { ResourceList } from './resources';

/** Warnings about parts of bytes, such as the `m` of a memory limit. */
export function fractionalBytesWarnings(
  list: ResourceList | undefined,
  names: readonly string[],
  path: FieldPath,
): string[] {
  const warnings: string[] = [];
  for (const name of names) {
    const amount = list?.[name];
    if (amount === undefined) continue;
    const quantity = Quantity.parse(amount);
    if (quantity.milli() % 1000 !== 0)
      warnings.push(
        `${path.key(name)}: fractional byte value ${goQuote(quantity.toString())} is invalid, must be an integer`,
      );
  }
  return warnings;
}
