import { goQuote } from '../../go-format';
import { global, type Library, member } from '../declarations';
import { BOOL, INT, opaque, STRING } from '../types';
import { CelFailure, CelOpaque, type CelResult } from '../values';
import { traversal } from './cost';

const SEMVER_TYPE = 'kubernetes.Semver';
const SEMVER = opaque(SEMVER_TYPE);

class SemverValue extends CelOpaque {
  readonly typeName = SEMVER_TYPE;

  constructor(
    /** Major, minor and patch. */
    readonly numbers: readonly bigint[],
    readonly prerelease: readonly string[],
  ) {
    super();
  }

  equals(other: SemverValue): boolean {
    return this.compare(other) === 0;
  }

  compare(other: SemverValue): -1 | 0 | 1 {
    for (const [index, number] of this.numbers.entries()) {
      const order = orderOf(number, other.numbers[index]!);
      if (order !== 0) return order;
    }
    return comparePrereleases(this.prerelease, other.prerelease);
  }
}

function orderOf<T extends bigint | string>(a: T, b: T): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A version comes after its prereleases. */
function comparePrereleases(a: readonly string[], b: readonly string[]): -1 | 0 | 1 {
  if (a.length === 0 || b.length === 0) return orderOf(BigInt(b.length), BigInt(a.length)) as -1 | 0 | 1;
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareIdentifiers(a[index]!, b[index]!);
    if (order !== 0) return order;
  }
  return orderOf(BigInt(a.length), BigInt(b.length));
}

const NUMERIC = /^\d+$/;

function compareIdentifiers(a: string, b: string): -1 | 0 | 1 {
  if (NUMERIC.test(a) && NUMERIC.test(b)) return orderOf(BigInt(a), BigInt(b));
  if (NUMERIC.test(a) !== NUMERIC.test(b)) return NUMERIC.test(a) ? -1 : 1;
  return orderOf(a, b);
}

function read(text: string): CelResult {
  if (text === '') return new CelFailure('Version string empty');
  const parts = text.split('.');
  if (parts.length < 3) return new CelFailure('No Major.Minor.Patch elements found');
  const [major, minor] = parts as [string, string];
  const [, patch = '', prerelease, build] =
    /^([^+-]*)(?:-([^+]*))?(?:\+(.*))?$/s.exec(parts.slice(2).join('.')) ?? [];
  for (const [name, number] of [
    ['Major', major],
    ['Minor', minor],
    ['Patch', patch],
  ] as const) {
    const problem = numberProblem(name, number);
    if (problem) return new CelFailure(problem);
  }
  const identifiers = prerelease === undefined ? [] : prerelease.split('.');
  const problem =
    identifierProblem(identifiers, 'Prerelease', true) ??
    identifierProblem(build?.split('.') ?? [], 'Build meta data', false);
  return problem ? new CelFailure(problem) : new SemverValue([major, minor, patch].map(BigInt), identifiers);
}

function numberProblem(name: string, text: string): string | undefined {
  if (!NUMERIC.test(text)) {
    if (text === '') return `strconv.ParseUint: parsing "": invalid syntax`;
    return `Invalid character(s) found in ${name.toLowerCase()} number ${goQuote(text)}`;
  }
  if (text.length > 1 && text.startsWith('0'))
    return `${name} number must not contain leading zeroes ${goQuote(text)}`;
  return undefined;
}

function identifierProblem(
  identifiers: readonly string[],
  name: string,
  isPrerelease: boolean,
): string | undefined {
  for (const identifier of identifiers) {
    if (identifier === '') return `${name} is empty`;
    if (isPrerelease && NUMERIC.test(identifier) && identifier.length > 1 && identifier.startsWith('0'))
      return `Numeric PreRelease version must not contain leading zeroes ${goQuote(identifier)}`;
    if (!/^[0-9A-Za-z-]+$/.test(identifier))
      return isPrerelease
        ? `Invalid character(s) found in prerelease ${goQuote(identifier)}`
        : `Invalid character(s) found in build meta data ${goQuote(identifier)}`;
  }
  return undefined;
}

/** `v1` and `1.02` are versions too. */
function readNormalized(text: string, normalizes: boolean): CelResult {
  if (!normalizes) return read(text);
  const [first = '', second, ...rest] = text.replace(/^v/, '').split('.');
  const parts = [first, ...(second === undefined ? [] : [second]), ...(rest.length ? [rest.join('.')] : [])];
  const trimmed = parts.map((part) => {
    if (part.length <= 1) return part;
    const stripped = part.replace(/^0+/, '');
    return /^\d/.test(stripped) ? stripped : `0${stripped}`;
  });
  if (trimmed.length < 3) {
    if (/[+-]/.test(trimmed.at(-1)!))
      return new CelFailure('short version cannot contain PreRelease/Build meta data');
    while (trimmed.length < 3) trimmed.push('0');
  }
  return read(trimmed.join('.'));
}

const isSemver = (text: string, normalizes = false) =>
  !(readNormalized(text, normalizes) instanceof CelFailure);

const number = (name: string, index: number) =>
  member(name, [SEMVER], INT, ({ numbers }: SemverValue) => numbers[index]!);

/** Versions: `semver('1.2.3').major()`. */
export const SEMVERS: Library = [
  global('semver', [STRING], SEMVER, read, traversal()),
  global('semver', [STRING, BOOL], SEMVER, readNormalized, traversal()),
  global('isSemver', [STRING], BOOL, isSemver, traversal()),
  global('isSemver', [STRING, BOOL], BOOL, isSemver, traversal()),
  member('isGreaterThan', [SEMVER, SEMVER], BOOL, (a: SemverValue, b: SemverValue) => a.compare(b) > 0),
  member('isLessThan', [SEMVER, SEMVER], BOOL, (a: SemverValue, b: SemverValue) => a.compare(b) < 0),
  member('compareTo', [SEMVER, SEMVER], INT, (a: SemverValue, b: SemverValue) => BigInt(a.compare(b))),
  number('major', 0),
  number('minor', 1),
  number('patch', 2),
];
