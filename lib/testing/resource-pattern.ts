import { equalScalars } from '../diff/equal-values';
import { isObject, member } from '../kube/record';

/** The first place where a value is not as a pattern says. */
export interface Mismatch {
  readonly path: string;
  /** What is wrong, in a few words: `expected 3, is 2`. */
  readonly message: string;
  /** How many parts of the pattern matched before: the more, the nearer. */
  readonly matched: number;
}

/** A matcher of Jest (`expect.stringMatching(…)`) or of {@link match}. */
interface Asymmetric {
  asymmetricMatch(value: unknown): boolean;
  toString(): string;
}

/** Patterns beside those of Jest, such as `expect.stringMatching(/^web-/)` and `expect.any(Number)`. */
export const match = {
  /** The field is not there. */
  absent: (): unknown => new Pattern((value) => value === undefined || value === null, 'no such field'),
  /** The list, map or value as a whole, with nothing beside it. */
  exactly: (wanted: unknown): unknown =>
    new Pattern(
      (value) =>
        findMismatch(value, wanted, '') === undefined && findMismatch(wanted, value, '') === undefined,
      `exactly ${printed(wanted)}`,
    ),
  /** None of the patterns. */
  not: (pattern: unknown): unknown =>
    new Pattern(
      (value) => findMismatch(value, pattern, '') !== undefined,
      `anything but ${printed(pattern)}`,
    ),
  /** A list of this many elements. */
  length: (count: number): unknown =>
    new Pattern((value) => Array.isArray(value) && value.length === count, `a list of ${count}`),
};

class Pattern implements Asymmetric {
  constructor(
    private readonly test: (value: unknown) => boolean,
    private readonly name: string,
  ) {}

  asymmetricMatch(value: unknown): boolean {
    return this.test(value);
  }

  toString(): string {
    return this.name;
  }
}

/**
 * Compares a value with a pattern: maps may have more fields, lists more elements. Each element of a list in the pattern
 * stands for another one of the list, in this order. Amounts and durations are compared by value: `1Gi` is `1024Mi`.
 * @returns undefined when it matches
 */
export function findMismatch(value: unknown, pattern: unknown, path: string): Mismatch | undefined {
  if (isAsymmetric(pattern)) {
    if (pattern.asymmetricMatch(value)) return undefined;
    return mismatch(path, `expected ${describeAsymmetric(pattern)}, ${actual(value)}`);
  }
  if (pattern instanceof RegExp) {
    if (typeof value === 'string' && pattern.test(value)) return undefined;
    return mismatch(path, `expected ${pattern}, ${actual(value)}`);
  }
  if (Array.isArray(pattern)) return listMismatch(value, pattern, path);
  if (isObject(pattern)) return mapMismatch(value, pattern, path);
  if (equalScalars(value, pattern, undefined)) return undefined;
  return mismatch(path, `expected ${printed(pattern)}, ${actual(value)}`);
}

function mapMismatch(
  value: unknown,
  pattern: Readonly<Record<string, unknown>>,
  path: string,
): Mismatch | undefined {
  if (!isObject(value)) return mismatch(path, `expected ${printed(pattern)}, ${actual(value)}`);
  let matched = 0;
  for (const [key, part] of Object.entries(pattern)) {
    const place = /^[\w-]+$/.test(key) ? (path ? `${path}.${key}` : key) : `${path}[${key}]`;
    const found = findMismatch(member(value, key), part, place);
    if (found) return { ...found, matched: found.matched + matched };
    matched++;
  }
  return undefined;
}

function listMismatch(value: unknown, pattern: readonly unknown[], path: string): Mismatch | undefined {
  if (!Array.isArray(value)) return mismatch(path, `expected a list, ${actual(value)}`);
  let from = 0;
  for (const [index, wanted] of pattern.entries()) {
    let nearest: Mismatch | undefined;
    let place = from;
    for (; place < value.length; place++) {
      const found = findMismatch(value[place], wanted, `${path}[${place}]`);
      if (!found) break;
      if (!nearest || found.matched > nearest.matched) nearest = found;
    }
    if (place >= value.length)
      return {
        ...(nearest ?? mismatch(`${path}[${index}]`, `expected ${printed(wanted)}, is no element`)),
        matched: (nearest?.matched ?? 0) + index,
      };
    from = place + 1;
  }
  return undefined;
}

function mismatch(path: string, message: string): Mismatch {
  return { path, message, matched: 0 };
}

function isAsymmetric(pattern: unknown): pattern is Asymmetric {
  return typeof (pattern as Partial<Asymmetric> | null | undefined)?.asymmetricMatch === 'function';
}

/** Jest's matchers print as `StringMatching`; what they were given is in `sample`. */
function describeAsymmetric(pattern: Asymmetric & { readonly sample?: unknown }): string {
  if (pattern instanceof Pattern) return pattern.toString();
  const { sample } = pattern;
  const given =
    typeof sample === 'function' ? sample.name : sample instanceof RegExp ? String(sample) : printed(sample);
  return `${pattern.toString()}${sample === undefined ? '' : ` ${given}`}`;
}

function actual(value: unknown): string {
  return value === undefined ? 'is not there' : `is ${printed(value)}`;
}

const LONGEST = 200;

function printed(value: unknown): string {
  const text = JSON.stringify(value, (_key, part) =>
    isAsymmetric(part) || part instanceof RegExp ? String(part) : part,
  ) as string | undefined;
  if (text === undefined) return String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
