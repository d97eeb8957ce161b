/** The characters of a regular expression in Go's syntax: escapes and classes. */

/** Where the translation of an expression is. */
export interface CharacterReader {
  readonly text: string;
  readonly ignoresCase: boolean;
  next(): string;
  peek(offset?: number): string;
  startsWith(text: string): boolean;
  until(text: string): string | undefined;
  at(): number;
  fail(code: string, expression: string): never;
}

const PERL_CLASSES: { readonly [letter: string]: string } = {
  d: '[0-9]',
  D: '[^0-9]',
  s: '[\\t\\n\\f\\r ]',
  S: '[^\\t\\n\\f\\r ]',
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_]',
};

const POSIX_CLASSES: { readonly [name: string]: string } = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\u{0}-\\u{7f}',
  blank: '\\t ',
  cntrl: '\\u{0}-\\u{1f}\\u{7f}',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

const ASSERTIONS: { readonly [letter: string]: string } = {
  A: '(?:^)',
  z: '(?:$)',
  b: '(?:\\b)',
  B: '(?:\\B)',
};

const CONTROLS: { readonly [letter: string]: string } = {
  a: '\x07',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** After a backslash at `start`: an assertion or a class; undefined, and nothing is read, for a single character. */
export function readSpecialEscape(reader: CharacterReader, start: number): string | undefined {
  const letter = reader.peek();
  if (letter === 'C') reader.fail('invalid escape sequence', '\\C');
  const assertion = ASSERTIONS[letter];
  if (assertion !== undefined) {
    reader.next();
    return assertion;
  }
  return readClassEscape(reader, start);
}

/** The same for what may also stand in a class. */
function readClassEscape(reader: CharacterReader, start: number): string | undefined {
  const letter = reader.peek();
  const perl = PERL_CLASSES[letter];
  if (perl !== undefined) {
    reader.next();
    return perl;
  }
  return letter === 'p' || letter === 'P' ? readUnicodeClass(reader, start) : undefined;
}

function readUnicodeClass(reader: CharacterReader, start: number): string | undefined {
  let isNegated = reader.next() === 'P';
  if (reader.at() === reader.text.length) return undefined;
  let name = reader.next();
  if (name === '{') {
    const found = reader.until('}');
    if (found === undefined) reader.fail('invalid character class range', reader.text.slice(start));
    name = found;
  }
  if (name.startsWith('^')) {
    isNegated = !isNegated;
    name = name.slice(1);
  }
  const property = unicodeProperty(name);
  if (property === undefined)
    reader.fail('invalid character class range', reader.text.slice(start, reader.at()));
  return `[${isNegated ? `\\P{${property}}` : `\\p{${property}}`}]`;
}

/** A general category such as `Lu`, or a script such as `Greek`. */
function unicodeProperty(given: string): string | undefined {
  const name = given.slice(0, 1).toUpperCase() + given.slice(1);
  if (name === 'Any') return name;
  return [`gc=${name}`, `Script=${name}`].find((property) => {
    try {
      return new RegExp(`\\p{${property}}`, 'u');
    } catch {
      return false;
    }
  });
}

/** After a backslash at `start`: the character that is meant. */
export function readEscape(reader: CharacterReader, start: number): string {
  if (reader.at() === reader.text.length) reader.fail('trailing backslash at end of expression', '');
  const character = reader.next();
  const control = CONTROLS[character];
  if (control !== undefined) return control;
  if (character === 'x') return readHex(reader, start);
  const isOctal = character === '0' || (/[1-7]/.test(character) && /[0-7]/.test(reader.peek()));
  if (isOctal) return readOctal(reader, character);
  if (character >= '\x80' || /\w/.test(character.replace('_', '')))
    reader.fail('invalid escape sequence', reader.text.slice(start, reader.at()));
  return character;
}

function readOctal(reader: CharacterReader, first: string): string {
  let digits = first;
  while (digits.length < 3 && /[0-7]/.test(reader.peek())) digits += reader.next();
  return String.fromCodePoint(Number.parseInt(digits, 8));
}

const LAST_CODE_POINT = 0x10ffff;

function readHex(reader: CharacterReader, start: number): string {
  const invalid = () => reader.fail('invalid escape sequence', reader.text.slice(start, reader.at()));
  const next = () => (reader.at() < reader.text.length ? reader.next() : invalid());
  let digits = next();
  if (digits !== '{') {
    digits += next();
    return /^[0-9a-f]{2}$/i.test(digits) ? String.fromCodePoint(Number.parseInt(digits, 16)) : invalid();
  }
  digits = '';
  for (let digit = next(); digit !== '}'; digit = next()) {
    digits += digit;
    if (!/[0-9a-f]/i.test(digit) || Number.parseInt(digits, 16) > LAST_CODE_POINT) invalid();
  }
  return digits === '' ? invalid() : String.fromCodePoint(Number.parseInt(digits, 16));
}

/** After a bracket at `start`: the whole class, in JavaScript's syntax. */
export function readClass(reader: CharacterReader, start: number): string {
  const isNegated = reader.peek() === '^';
  if (isNegated) reader.next();
  let members = '';
  for (let isFirst = true; isFirst || reader.peek() !== ']'; isFirst = false)
    members += readMember(reader, start);
  reader.next();
  return `[${isNegated ? '^' : ''}${members}]`;
}

function readMember(reader: CharacterReader, start: number): string {
  const named = reader.startsWith('[:') && reader.text.indexOf(':]', reader.at() + 2) >= 0;
  if (named) return readNamedClass(reader);
  const own = reader.at();
  if (reader.peek() === '\\') {
    reader.next();
    const inner = readClassEscape(reader, own);
    if (inner !== undefined) return insideClass(inner);
    return readRange(reader, start, own, readEscape(reader, own));
  }
  return readRange(reader, start, own, readSingle(reader, start));
}

/** A class within a class. A negated one has no notation but its own letter or the complement of its ranges. */
function insideClass(source: string): string {
  const negated = NEGATED[source];
  return negated ?? source.slice(1, -1);
}

const NEGATED: { readonly [source: string]: string } = {
  '[^0-9]': '\\D',
  '[^0-9A-Za-z_]': '\\W',
  '[^\\t\\n\\f\\r ]': '\\u{0}-\\u{8}\\u{b}\\u{e}-\\u{1f}\\u{21}-\\u{10ffff}',
};

function readNamedClass(reader: CharacterReader): string {
  const start = reader.at();
  reader.next();
  reader.next();
  const found = reader.until(':]')!;
  const isNegated = found.startsWith('^');
  const ranges = POSIX_CLASSES[isNegated ? found.slice(1) : found];
  if (ranges === undefined)
    reader.fail('invalid character class range', reader.text.slice(start, reader.at()));
  return isNegated ? complement(ranges) : ranges;
}

/** The ranges of ASCII that are not in the class, and all beyond ASCII. */
function complement(ranges: string): string {
  const inside = new RegExp(`[${ranges}]`, 'u');
  let members = '\\u{80}-\\u{10ffff}';
  for (let code = 0; code < 0x80; code++)
    if (!inside.test(String.fromCharCode(code))) members += `\\u{${code.toString(16)}}`;
  return members;
}

function readSingle(reader: CharacterReader, classStart: number): string {
  if (reader.at() === reader.text.length) reader.fail('missing closing ]', reader.text.slice(classStart));
  if (reader.peek() !== '\\') return reader.next();
  const start = reader.at();
  reader.next();
  return readEscape(reader, start);
}

function readRange(reader: CharacterReader, classStart: number, start: number, low: string): string {
  let high = low;
  const next = reader.peek(1);
  if (reader.peek() === '-' && next !== '' && next !== ']') {
    reader.next();
    high = readSingle(reader, classStart);
    if (high.codePointAt(0)! < low.codePointAt(0)!)
      reader.fail('invalid character class range', reader.text.slice(start, reader.at()));
  }
  return rangeOf(low.codePointAt(0)!, high.codePointAt(0)!, reader.ignoresCase);
}

const LETTERS = [
  { from: 0x41, to: 0x5a, shift: 0x20 },
  { from: 0x61, to: 0x7a, shift: -0x20 },
];

function rangeOf(low: number, high: number, ignoresCase: boolean): string {
  const range = (from: number, to: number) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`;
  let members = range(low, high);
  if (!ignoresCase) return members;
  for (const { from, to, shift } of LETTERS) {
    const first = Math.max(low, from);
    const last = Math.min(high, to);
    if (first <= last) members += range(first + shift, last + shift);
  }
  return members;
}
