import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { DecimalRangeError } from '../../lib/kube/decimal';
import { Quantity, QuantityError } from '../../lib/kube/quantity';

/** Recorded by tools/record-scalars.ts. */
const recorded: { quantity: string | number; stored?: string; error?: string }[] = JSON.parse(
  readFileSync(join(__dirname, '..', 'golden', 'scalars', 'quantities.answers.json'), 'utf8'),
);

function read(quantity: string | number): string {
  try {
    return Quantity.parse(typeof quantity === 'string' ? quantity.trim() : quantity).toString();
  } catch (error) {
    if (error instanceof QuantityError) return error.message;
    throw error;
  }
}

describe('Quantity.parse', () => {
  test.each(recorded)('$quantity is read as the API server reads it', ({ quantity, stored, error }) => {
    expect(read(quantity)).toBe(stored ?? error);
  });

  test('remembers what it has read', () => {
    expect(Quantity.parse('123456m')).toBe(Quantity.parse('123456m'));
  });

  test('throws nothing but its own error', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789+-.eEinumkKMGTPx '), maxLength: 40 }),
        (text) => {
          expect(typeof read(text)).toBe('string');
        },
      ),
    );
  });

  test('reads numbers of any length at once', () => {
    const digits = '9'.repeat(50_000);
    expect(Quantity.parse(`${digits}`).toString()).toBe(digits);
    expect(Quantity.parse('1e-999999999').toString()).toBe('1e-9');
    expect(Quantity.parse('1e999999999').compare(Quantity.parse('1E'))).toBe(1);
  });
});

describe('a quantity', () => {
  test.each([
    ['1500m', 1.5, 2, 1500],
    ['0.0001', 0.0001, 1, 1],
    ['-1500m', -1.5, -2, -1500],
    ['1.5Gi', 1610612736, 1610612736, 1610612736000],
    ['100n', 1e-7, 1, 1],
    ['2Ei', 2 ** 61, 2 ** 61, 2 ** 61 * 1000],
  ])('%s is %d as a number, %d rounded up, %d in thousandths', (text, number, value, milli) => {
    const quantity = Quantity.parse(text);
    expect(quantity.toNumber()).toBe(number);
    expect(quantity.value()).toBe(value);
    expect(quantity.milli()).toBe(milli);
  });

  test.each([
    ['1', '1', '2', '0'],
    ['1Gi', '512Mi', '1536Mi', '512Mi'],
    ['0', '1Gi', '1Gi', '-1Gi'],
    ['100m', '1', '1100m', '-900m'],
    ['1Ki', '1', '1025', '1023'],
    ['1e3', '1', '1001', '999'],
    ['9223372036854775807', '1', '9223372036854775808', '9223372036854775806'],
  ])('%s and %s: the sum is %s, the difference %s', (a, b, sum, difference) => {
    expect(Quantity.parse(a).add(Quantity.parse(b)).toString()).toBe(sum);
    expect(Quantity.parse(a).subtract(Quantity.parse(b)).toString()).toBe(difference);
  });

  test('is multiplied exactly', () => {
    expect(Quantity.parse('100m').multiply(3).toString()).toBe('300m');
    expect(Quantity.parse('9007199254740993').multiply(3).toString()).toBe('27021597764222979');
  });

  test('is rounded up to a scale', () => {
    expect(Quantity.parse('1.0001').roundUp(-3).toString()).toBe('1001m');
    expect(Quantity.parse('-1.0001').roundUp(-3).toString()).toBe('-1001m');
    expect(Quantity.parse('5').roundUp(-3)).toBe(Quantity.parse('5'));
  });

  test('is made of numbers', () => {
    expect(Quantity.of(2 ** 30, 'BinarySI').toString()).toBe('1Gi');
    expect(Quantity.ofMilli(1500).toString()).toBe('1500m');
    expect(JSON.stringify({ cpu: Quantity.ofMilli(250) })).toBe('{"cpu":"250m"}');
  });

  test('refuses to add what lies too far apart', () => {
    expect(() => Quantity.parse('1e999999').add(Quantity.parse('1'))).toThrow(DecimalRangeError);
  });
});

/** A quantity as text, and its exact value in nano units. */
const exact = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 21n), max: 10n ** 21n }),
    fc.constantFrom(
      ['n', 1n] as const,
      ['u', 10n ** 3n] as const,
      ['m', 10n ** 6n] as const,
      ['', 10n ** 9n] as const,
      ['k', 10n ** 12n] as const,
      ['M', 10n ** 15n] as const,
      ['e6', 10n ** 15n] as const,
      ['Ki', 1024n * 10n ** 9n] as const,
    ),
  )
  .filter(([mantissa, [suffix]]) => suffix !== 'Ki' || (mantissa < 2n ** 52n && mantissa > -(2n ** 52n)))
  .map(([mantissa, [suffix, factor]]) => ({
    quantity: Quantity.parse(`${mantissa}${suffix}`),
    nano: mantissa * factor,
  }));

describe('arithmetic', () => {
  test('orders as exact numbers do', () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        expect(a.quantity.compare(b.quantity)).toBe(Number(a.nano > b.nano) - Number(a.nano < b.nano));
      }),
    );
  });

  test('adds and subtracts as exact numbers do', () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        const nano = (value: bigint) => Quantity.parse(`${value}n`);
        expect(a.quantity.add(b.quantity).equals(nano(a.nano + b.nano))).toBe(true);
        expect(a.quantity.subtract(b.quantity).equals(nano(a.nano - b.nano))).toBe(true);
      }),
    );
  });

  test('the canonical form is read as the same quantity, and is canonical', () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        const sum = a.quantity.add(b.quantity);
        fc.pre(Math.abs(sum.toNumber()) < 1e20);
        const again = Quantity.parse(sum.toString());
        expect(again.equals(sum)).toBe(true);
        expect(again.toString()).toBe(sum.toString());
      }),
    );
  });

  test('thousandths are rounded away from zero', () => {
    fc.assert(
      fc.property(exact, ({ quantity, nano }) => {
        const sign = nano < 0n ? -1n : 1n;
        const milli = nano / 10n ** 6n + (nano % 10n ** 6n === 0n ? 0n : sign);
        expect(quantity.milli()).toBe(Number(milli));
      }),
    );
  });
});
