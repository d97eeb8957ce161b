import {
  addDecimals,
  compareDecimals,
  type Decimal,
  isInteger,
  multiplyDecimal,
  narrow,
  roundedAwayFromZero,
  signOf,
  toFloat,
} from './decimal';
import { trimEnd } from './trim-end';

/** How a quantity is written: `1500m`, `1536Mi` or `15e2`. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A text is not a quantity; the message is Kubernetes' own. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
}

const FORMAT_WRONG =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const NUMERIC = 'unable to parse numeric part of quantity';
const SUFFIX = "unable to parse quantity's suffix";

/** No digit can belong to two parts: a long text is refused at once. */
const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]+[-+]?\d*|[-+]\d*)?$/;
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = -9;
const MILLI = -3;
const MAX_INT64 = 2n ** 63n - 1n;
/** Decimal digits that always fit into an int64. */
const INT64_DIGITS = 18;
const MAX_REMEMBERED = 20_000;
const MAX_REMEMBERED_LENGTH = 64;

/**
 * A resource quantity, exact and immutable. Prints as Kubernetes prints it: the largest suffix that leaves no fraction,
 * in the family of suffixes it was written in.
 */
export class Quantity {
  static readonly zero = new Quantity({ mantissa: 0, scale: 0 }, 'DecimalSI', '0');

  private rounded?: number;
  private roundedMilli?: number;

  private constructor(
    private readonly amount: Decimal,
    readonly format: QuantityFormat,
    private text?: string,
  ) {}

  /** Reads `500m`, `1.5Gi`, `12e6`, or a JSON number. Remembers what it has read. Throws {@link QuantityError}. */
  static parse(input: string | number): Quantity {
    const text = typeof input === 'number' ? String(input) : input;
    const known = remembered.get(text);
    if (known) return known;
    const quantity = parse(text);
    if (text.length <= MAX_REMEMBERED_LENGTH) {
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(text, quantity);
    }
    return quantity;
  }

  /** `value` is a whole number of base units. */
  static of(value: number, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity({ mantissa: value, scale: 0 }, format);
  }

  /** `value` is a whole number of thousandths: `ofMilli(1500)` is 1.5 CPUs. */
  static ofMilli(value: number, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity({ mantissa: value, scale: MILLI }, format);
  }

  /** For the parser: `text` is what the quantity prints, where that is known. */
  static ofDecimal(amount: Decimal, format: QuantityFormat, text?: string): Quantity {
    return new Quantity(amount, format, text);
  }

  get sign(): -1 | 0 | 1 {
    return signOf(this.amount);
  }

  get isZero(): boolean {
    return this.amount.mantissa === 0;
  }

  compare(other: Quantity): -1 | 0 | 1 {
    return compareDecimals(this.amount, other.amount);
  }

  equals(other: Quantity): boolean {
    return this === other || this.compare(other) === 0;
  }

  /** The sum in this quantity's format; in the other's when this is zero. */
  add(other: Quantity): Quantity {
    return new Quantity(addDecimals(this.amount, other.amount), this.isZero ? other.format : this.format);
  }

  /** The difference in this quantity's format; in the other's when this is zero. */
  subtract(other: Quantity): Quantity {
    const { mantissa, scale } = other.amount;
    const difference = addDecimals(this.amount, { mantissa: -mantissa, scale });
    return new Quantity(difference, this.isZero ? other.format : this.format);
  }

  /** `factor` is a whole number. */
  multiply(factor: number): Quantity {
    return new Quantity(multiplyDecimal(this.amount, factor), this.format);
  }

  /** Base units (CPUs, bytes) as the nearest floating point number. */
  toNumber(): number {
    return toFloat(this.amount);
  }

  /** Base units, exactly; undefined when there is a fraction. */
  get whole(): bigint | undefined {
    const { mantissa, scale } = this.amount;
    if (!isInteger(this.amount)) return undefined;
    return scale >= 0 ? BigInt(mantissa) * 10n ** BigInt(scale) : BigInt(mantissa) / 10n ** BigInt(-scale);
  }

  /** Whole base units, rounded away from zero. */
  value(): number {
    this.rounded ??= wholeNumber(this.amount, 0);
    return this.rounded;
  }

  /** Whole thousandths of the base unit, rounded away from zero: `milli()` of `1.5` is 1500. */
  milli(): number {
    this.roundedMilli ??= wholeNumber(this.amount, MILLI);
    return this.roundedMilli;
  }

  /** The same, rounded away from zero to a multiple of 10^scale; 0 for whole units, -3 for thousandths. */
  roundUp(scale: number): Quantity {
    if (this.amount.scale >= scale) return this;
    return new Quantity({ mantissa: roundedAwayFromZero(this.amount, scale), scale }, this.format);
  }

  /** The canonical form. */
  toString(): string {
    this.text ??= print(this.amount, this.format);
    return this.text;
  }

  toJSON(): string {
    return this.toString();
  }
}

const remembered = new Map<string, Quantity>();

function wholeNumber(amount: Decimal, scale: number): number {
  if (amount.scale < scale) return Number(roundedAwayFromZero(amount, scale));
  return toFloat({ mantissa: amount.mantissa, scale: amount.scale - scale });
}

function parse(text: string): Quantity {
  if (text === '0') return Quantity.zero;
  const match = text === '' ? null : PATTERN.exec(text);
  if (!match) throw new QuantityError(FORMAT_WRONG);
  const [, sign = '', digits = '', fraction = '', suffix = ''] = match;
  const { base, exponent, format } = interpret(suffix);
  const whole = digits.replace(/^0+/, '') || '0';
  const mantissa = Number(whole + fraction) * (sign === '-' ? -1 : 1);
  if (base === 10 && isShort(whole, fraction, exponent))
    return decimal(text, mantissa, whole + fraction, exponent - fraction.length, format);
  if (base === 2 && fraction === '' && fitsInt64(whole, exponent))
    return Quantity.ofDecimal(
      { mantissa: mantissa * 2 ** exponent, scale: 0 },
      format,
      (mantissa & 7) !== 0 ? text : undefined,
    );
  return long(sign + digits, fraction, base, exponent, format);
}

/** Whether Kubernetes keeps the number as an int64, and with it the text as it was written. */
function isShort(whole: string, fraction: string, exponent: number): boolean {
  return whole.length + fraction.length <= INT64_DIGITS && exponent - fraction.length >= NANO;
}

/** The same for binary suffixes: their digits are estimated from below. */
function fitsInt64(whole: string, exponent: number): boolean {
  return 15 - whole.length - Math.trunc((exponent * 3) / 10) - 1 >= 0;
}

/** A text that looks canonical is kept as it is: `+5` and `1.500` print themselves. */
function decimal(
  text: string,
  approximate: number,
  digits: string,
  scale: number,
  format: QuantityFormat,
): Quantity {
  const mantissa = Number.isSafeInteger(approximate)
    ? approximate + 0
    : narrow(BigInt(digits) * (approximate < 0 ? -1n : 1n));
  const canonical = scale % 3 === 0 && !digits.endsWith('000') && digits[0] !== '0';
  return Quantity.ofDecimal(
    { mantissa: mantissa === 0 ? 0 : mantissa, scale },
    format,
    canonical ? text : undefined,
  );
}

function long(
  digits: string,
  fraction: string,
  base: 2 | 10,
  exponent: number,
  suffixFormat: QuantityFormat,
): Quantity {
  if (!/\d/.test(digits + fraction)) throw new QuantityError(NUMERIC);
  const negative = digits.startsWith('-');
  const unsigned = BigInt(digits.replace(/^[+-]/, '') + fraction);
  const scaled: Decimal =
    base === 10
      ? { mantissa: narrow(unsigned), scale: exponent - fraction.length }
      : { mantissa: narrow(unsigned * 2n ** BigInt(exponent)), scale: -fraction.length };
  let amount: Decimal =
    scaled.scale < NANO ? { mantissa: roundedAwayFromZero(scaled, NANO), scale: NANO } : scaled;
  let format = suffixFormat;
  if (format === 'BinarySI') {
    if (compareDecimals(amount, { mantissa: MAX_INT64, scale: 0 }) > 0)
      amount = { mantissa: MAX_INT64, scale: 0 };
    if (signOf(amount) > 0 && compareDecimals(amount, { mantissa: 1, scale: 0 }) < 0) format = 'DecimalSI';
  }
  const { mantissa, scale } = amount;
  return Quantity.ofDecimal({ mantissa: negative && mantissa !== 0 ? -mantissa : mantissa, scale }, format);
}

function interpret(suffix: string): { base: 2 | 10; exponent: number; format: QuantityFormat } {
  const decimalIndex = DECIMAL_SUFFIXES.indexOf(suffix);
  if (decimalIndex >= 0) return { base: 10, exponent: (decimalIndex - 3) * 3, format: 'DecimalSI' };
  const binaryIndex = BINARY_SUFFIXES.indexOf(suffix);
  if (binaryIndex >= 0) return { base: 2, exponent: binaryIndex * 10, format: 'BinarySI' };
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1];
  if (exponent === undefined || BigInt.asIntN(64, BigInt(exponent)) !== BigInt(exponent))
    throw new QuantityError(SUFFIX);
  // Kubernetes keeps the exponent in an int32.
  return { base: 10, exponent: Number(BigInt.asIntN(32, BigInt(exponent))), format: 'DecimalExponent' };
}

function print(amount: Decimal, format: QuantityFormat): string {
  if (amount.mantissa === 0) return '0';
  return format === 'BinarySI' && printsBinary(amount) ? printBinary(amount) : printDecimal(amount, format);
}

/** Small and fractional amounts are written with decimal suffixes, so that nothing is rounded. */
function printsBinary(amount: Decimal): boolean {
  const small =
    compareDecimals(amount, { mantissa: 1024, scale: 0 }) < 0 &&
    compareDecimals(amount, { mantissa: -1024, scale: 0 }) > 0;
  return !small && isInteger(amount);
}

function printBinary(amount: Decimal): string {
  let whole = BigInt(roundedAwayFromZero(amount, 0));
  let times = 0;
  while (whole % 1024n === 0n) {
    whole /= 1024n;
    times++;
  }
  return `${whole}${BINARY_SUFFIXES[times] ?? ''}`;
}

function printDecimal(amount: Decimal, format: QuantityFormat): string {
  const significant = trimEnd(String(amount.mantissa), '0');
  const scale = amount.scale + String(amount.mantissa).length - significant.length;
  const surplus = ((scale % 3) + 3) % 3;
  const digits = `${significant}${'0'.repeat(surplus)}`;
  const exponent = scale - surplus;
  if (format === 'DecimalExponent') return exponent === 0 ? digits : `${digits}e${exponent}`;
  return `${digits}${DECIMAL_SUFFIXES[exponent / 3 + 3] ?? ''}`;
}
