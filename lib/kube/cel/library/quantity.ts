import { Quantity, QuantityError } from '../../quantity';
import { global, type Library, member } from '../declarations';
import { BOOL, DOUBLE, INT, opaque, STRING } from '../types';
import { CelFailure, CelOpaque, type CelResult } from '../values';
import { traversal } from './cost';

const QUANTITY_TYPE = 'kubernetes.Quantity';
const QUANTITY = opaque(QUANTITY_TYPE);
const MOST_INT = 2n ** 63n - 1n;

class QuantityValue extends CelOpaque {
  readonly typeName = QUANTITY_TYPE;

  constructor(readonly quantity: Quantity) {
    super();
  }

  equals(other: QuantityValue): boolean {
    return this.quantity.equals(other.quantity);
  }

  /** Undefined when it is no whole number of 64 bits. */
  asInteger(): bigint | undefined {
    const { whole } = this.quantity;
    return whole !== undefined && whole <= MOST_INT && whole >= -MOST_INT - 1n ? whole : undefined;
  }
}

function read(text: string): CelResult {
  try {
    return new QuantityValue(Quantity.parse(text));
  } catch (error) {
    if (error instanceof QuantityError) return new CelFailure(error.message);
    throw error;
  }
}

const isQuantity = (text: string) => !(read(text) instanceof CelFailure);

const ofInt = (value: bigint) => Quantity.parse(String(value));

const compared = (name: string, holds: (order: number) => boolean) =>
  member(name, [QUANTITY, QUANTITY], BOOL, (a: QuantityValue, b: QuantityValue) =>
    holds(a.quantity.compare(b.quantity)),
  );

function computed(name: string, compute: (a: Quantity, b: Quantity) => Quantity): Library {
  return [
    member(
      name,
      [QUANTITY, QUANTITY],
      QUANTITY,
      (a: QuantityValue, b: QuantityValue) => new QuantityValue(compute(a.quantity, b.quantity)),
    ),
    member(
      name,
      [QUANTITY, INT],
      QUANTITY,
      (a: QuantityValue, b: bigint) => new QuantityValue(compute(a.quantity, ofInt(b))),
    ),
  ];
}

/** Resource quantities: `quantity('1Gi').isLessThan(quantity('2G'))`. */
export const QUANTITIES: Library = [
  global('quantity', [STRING], QUANTITY, read, traversal()),
  global('isQuantity', [STRING], BOOL, isQuantity, traversal()),
  global('sign', [QUANTITY], INT, ({ quantity }: QuantityValue) => BigInt(quantity.sign)),
  compared('isGreaterThan', (order) => order > 0),
  compared('isLessThan', (order) => order < 0),
  member('compareTo', [QUANTITY, QUANTITY], INT, (a: QuantityValue, b: QuantityValue) =>
    BigInt(a.quantity.compare(b.quantity)),
  ),
  member('asApproximateFloat', [QUANTITY], DOUBLE, ({ quantity }: QuantityValue) => quantity.toNumber()),
  member(
    'asInteger',
    [QUANTITY],
    INT,
    (value: QuantityValue) => value.asInteger() ?? new CelFailure('cannot convert value to integer'),
  ),
  member('isInteger', [QUANTITY], BOOL, (value: QuantityValue) => value.asInteger() !== undefined),
  ...computed('add', (a, b) => a.add(b)),
  ...computed('sub', (a, b) => a.subtract(b)),
];
