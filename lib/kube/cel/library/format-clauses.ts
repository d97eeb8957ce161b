import type { CelType } from '../types';

/** One place of a format that an argument goes to, or what is wrong with it. */
export type FormatPlace =
  | {
      readonly verb: string;
      readonly precision: number | undefined;
      readonly start: number;
      readonly end: number;
    }
  | { readonly problem: string };

const CLAUSE = /%(?:%|(?:\.(\d*))?([\s\S]?))/gu;

/** The places of a format that are no `%%`. */
export function placesIn(format: string): readonly FormatPlace[] {
  return [...format.matchAll(CLAUSE)].flatMap((match): FormatPlace[] => {
    const [clause, precision, verb = ''] = match;
    if (clause === '%%') return [];
    if (clause === '%') return [{ problem: 'unexpected end of string' }];
    const wrong = precision === '' ? NO_DIGITS : verb === '' ? NO_END : undefined;
    if (wrong)
      return [{ problem: `could not parse formatting clause: error while parsing precision: ${wrong}` }];
    const { index } = match;
    return [
      {
        verb,
        precision: precision === undefined ? undefined : Number(precision),
        start: index,
        end: index + clause.length,
      },
    ];
  });
}

const NO_END = 'could not find end of precision specifier';
const NO_DIGITS = 'error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax';

interface FormatCheck {
  readonly kinds: readonly CelType['kind'][];
  problem(type: string): string;
}

const check = (kinds: readonly CelType['kind'][], problem: string): FormatCheck => ({
  kinds,
  problem: (type) => `${problem}, was given ${type}`,
});

const PLAIN = [
  ...(['list', 'map', 'int', 'uint', 'double', 'bool', 'string'] as const),
  ...(['timestamp', 'bytes', 'duration', 'type', 'null'] as const),
];
const WHOLE = ['int', 'uint'] as const;
const HEXADECIMAL = check(
  [...WHOLE, 'string', 'bytes'],
  'only integers, byte buffers, and strings can be formatted as hex',
);

/** What each kind of place takes. */
export const FORMAT_CHECKS: { readonly [verb: string]: FormatCheck } = {
  s: check(
    PLAIN,
    'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
  ),
  d: check(WHOLE, 'decimal clause can only be used on integers'),
  f: check(['double', 'string'], 'fixed-point clause can only be used on doubles'),
  e: check(['double', 'string'], 'scientific clause can only be used on doubles'),
  b: check([...WHOLE, 'bool'], 'only integers and bools can be formatted as binary'),
  x: HEXADECIMAL,
  X: HEXADECIMAL,
  o: check(WHOLE, 'octal clause can only be used on integers'),
};
