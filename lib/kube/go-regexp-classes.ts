/**
 * Names of character classes, `\p{Letter}`: Go takes no care of capitals, spaces, hyphens and underscores, and knows the
 * categories by their long names.
 */

/**
 * A text that is quoted, a named class of ASCII, a class by its name (no name is longer), another escape, and where a
 * list of characters begins and ends.
 */
const PARTS =
  /\\Q[\s\S]*?(?:\\E|$)|\[:\^?\w+:\]|\\([pP])(?:\{(\^?)([^}]{0,64})\}|([A-Za-z]))|\\[\s\S]|\[\^?\]?|\]/g;

const CATEGORIES: ReadonlyMap<string, string> = new Map(
  [
    'LC casedletter',
    'L letter',
    'Ll lowercaseletter',
    'Lm modifierletter',
    'Lo otherletter',
    'Lt titlecaseletter',
    'Lu uppercaseletter',
    'M mark combiningmark',
    'Mc spacingmark',
    'Me enclosingmark',
    'Mn nonspacingmark',
    'N number',
    'Nd decimalnumber digit',
    'Nl letternumber',
    'No othernumber',
    'P punctuation punct',
    'Pc connectorpunctuation',
    'Pd dashpunctuation',
    'Pe closepunctuation',
    'Pf finalpunctuation',
    'Pi initialpunctuation',
    'Po otherpunctuation',
    'Ps openpunctuation',
    'S symbol',
    'Sc currencysymbol',
    'Sk modifiersymbol',
    'Sm mathsymbol',
    'So othersymbol',
    'Z separator',
    'Zl lineseparator',
    'Zp paragraphseparator',
    'Zs spaceseparator',
    'C other',
    'Cc control cntrl',
    'Cf format',
    'Cn unassigned',
    'Co privateuse',
    'Cs surrogate',
  ].flatMap((line) => {
    const [category = '', ...names] = line.split(' ');
    return [category.toLowerCase(), ...names].map((name) => [name, category] as const);
  }),
);

/** Only Go knows this one as a class of Unicode. */
const ASCII = 'Ascii';

/** An expression that says the same with short names. */
export interface PlainExpression {
  readonly pattern: string;
  /** What was written for each class that is named differently now. */
  readonly written: ReadonlyMap<string, string>;
}

/** Gives the classes of an expression the names by which all implementations know them. */
export function withPlainClasses(pattern: string): PlainExpression {
  const written = new Map<string, string>();
  if (!/\\p/i.test(pattern)) return { pattern, written };
  let isInList = false;
  const plain = pattern.replace(PARTS, (part, letter?: string, not = '', name?: string, short?: string) => {
    if (part.startsWith('[') && !part.startsWith('[:')) isInList = true;
    else if (part === ']') isInList = false;
    if (letter === undefined) return part;
    const isNegated = (letter === 'P') !== (not !== '');
    const known = plainName(name ?? short!);
    let plainPart = name === undefined ? `\\${letter}${known}` : `\\${letter}{${not}${known}}`;
    if (known === ASCII) plainPart = asciiClass(isNegated, isInList);
    written.set(plainPart, part);
    return plainPart;
  });
  return { pattern: plain, written };
}

function asciiClass(isNegated: boolean, isInList: boolean): string {
  const range = `[:${isNegated ? '^' : ''}ascii:]`;
  return isInList ? range : `[${range}]`;
}

function plainName(name: string): string {
  const plain = name.replace(/[ _-]/g, '').toLowerCase();
  return CATEGORIES.get(plain) ?? plain.slice(0, 1).toUpperCase() + plain.slice(1);
}
