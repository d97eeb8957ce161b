/**
 * Exact decimal numbers: `mantissa × 10^scale`. The mantissa is a JavaScript number while it is a safe integer, and a
 * BigInt beyond, so that ordinary quantities never allocate one.
 */
export interface Decimal {
  readonly mantissa: number | bigint;
  readonly scale: number;
}

/** Two decimals further apart than this are not aligned digit by digit. */
const MAX_ALIGNMENT = 10_000;

/** Two numbers are too far apart to be added exactly (`1e99999` and `1`). */
export class DecimalRangeError extends RangeError {
  override readonly name = 'DecimalRangeError';
}

/** The shortest representation of an integer mantissa. */
export function narrow(mantissa: bigint): number | bigint {
  return mantissa <= Number.MAX_SAFE_INTEGER && mantissa >= Number.MIN_SAFE_INTEGER
    ? Number(mantissa)
    : mantissa;
}

export function signOf({ mantissa }: Decimal): -1 | 0 | 1 {
  if (mantissa > 0) return 1;
  return mantissa < 0 ? -1 : 0;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (signOf(b) === 0) return a;
  if (signOf(a) === 0) return b;
  const scale = Math.min(a.scale, b.scale);
  const left = rescaled(a, scale);
  const right = rescaled(b, scale);
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return { mantissa: sum, scale };
  }
  return { mantissa: narrow(BigInt(left) + BigInt(right)), scale };
}

export function multiplyDecimal({ mantissa, scale }: Decimal, factor: number): Decimal {
  const product = typeof mantissa === 'number' ? mantissa * factor : Number.NaN;
  if (Number.isSafeInteger(product)) return { mantissa: product, scale };
  return { mantissa: narrow(BigInt(mantissa) * BigInt(factor)), scale };
}

export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  if (a.scale === b.scale) return order(a.mantissa, b.mantissa);
  const sign = signOf(a);
  const other = signOf(b);
  if (sign !== other || sign === 0) return order(sign, other);
  const magnitude = order(digitsOf(a.mantissa) + a.scale, digitsOf(b.mantissa) + b.scale);
  if (magnitude !== 0) return sign > 0 ? magnitude : (-magnitude as -1 | 1);
  const scale = Math.min(a.scale, b.scale);
  return order(rescaled(a, scale), rescaled(b, scale));
}

/** The integer `n` for which `n × 10^scale` is the decimal, rounded away from zero when it is none. */
export function roundedAwayFromZero(decimal: Decimal, scale: number): number | bigint {
  const steps = scale - decimal.scale;
  if (steps <= 0) return rescaled(decimal, scale);
  const sign = signOf(decimal);
  if (steps > digitsOf(decimal.mantissa)) return sign;
  const divisor = 10n ** BigInt(steps);
  const mantissa = BigInt(decimal.mantissa);
  const exact = mantissa % divisor === 0n;
  return narrow(mantissa / divisor + (exact ? 0n : BigInt(sign)));
}

export function isInteger({ mantissa, scale }: Decimal): boolean {
  if (scale >= 0 || mantissa === 0) return true;
  if (-scale > digitsOf(mantissa)) return false;
  return BigInt(mantissa) % 10n ** BigInt(-scale) === 0n;
}

/** The nearest floating point number. */
export function toFloat({ mantissa, scale }: Decimal): number {
  if (scale === 0) return Number(mantissa);
  if (typeof mantissa === 'number' && scale < 0 && scale >= -22) return mantissa / 10 ** -scale;
  return Number(`${mantissa}e${scale}`);
}

function rescaled({ mantissa, scale }: Decimal, target: number): number | bigint {
  const steps = scale - target;
  if (steps === 0 || mantissa === 0) return mantissa;
  if (steps > MAX_ALIGNMENT)
    throw new DecimalRangeError(`numbers are more than ${MAX_ALIGNMENT} decimal places apart`);
  if (typeof mantissa === 'number' && steps <= 15) {
    const product = mantissa * 10 ** steps;
    if (Number.isSafeInteger(product)) return product;
  }
  return narrow(BigInt(mantissa) * 10n ** BigInt(steps));
}

function digitsOf(mantissa: number | bigint): number {
  const text = String(mantissa);
  return text.length - (text.startsWith('-') ? 1 : 0);
}

function order(a: number | bigint, b: number | bigint): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
