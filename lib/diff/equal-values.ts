import { parseDuration } from '../kube/duration';
import { equal } from '../kube/frozen';
import { Quantity } from '../kube/quantity';
import type { Schema } from '../kube/schema';

/** Whether two scalars mean the same in a field: `1000m` is `1`, and `"80"` is `80` where a number or a text may stand. */
export function equalScalars(before: unknown, after: unknown, schema: Schema | undefined): boolean {
  if (before === after) return true;
  switch (schema?.type) {
    case 'quantity':
      return isScalar(before) && isScalar(after) && equalQuantities(before, after);
    case 'intOrString':
      return isScalar(before) && isScalar(after) && String(before) === String(after);
    case undefined:
    case 'any':
      return equalByGuess(before, after);
    case 'string':
      // Custom resources say `string` of durations and amounts too; Kubernetes' own types do not.
      return schema.goType === CUSTOM && equalByGuess(before, after);
    default:
      return equal(before, after);
  }
}

const CUSTOM = 'custom resource';

const isScalar = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

function equalQuantities(before: string | number, after: string | number): boolean {
  try {
    return Quantity.parse(before).equals(Quantity.parse(after));
  } catch {
    return false;
  }
}

const DURATION = /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;
const AMOUNT = /^\d+(\.\d+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)$/;
const NUMBER = /^\d+(\.\d+)?$/;

/** In fields of unknown type a unit is needed: `1.10` and `1.1` may be versions. */
function equalByGuess(before: unknown, after: unknown): boolean {
  if (!isScalar(before) || !isScalar(after)) return equal(before, after);
  const a = String(before);
  const b = String(after);
  if (DURATION.test(a) && DURATION.test(b)) return parseDuration(a) === parseDuration(b);
  const isAmount =
    (AMOUNT.test(a) && (AMOUNT.test(b) || NUMBER.test(b))) || (NUMBER.test(a) && AMOUNT.test(b));
  return isAmount && equalQuantities(a, b);
}
