import { goRegExpError, goRegExpFindAll, goRegExpMatches } from '../../go-regexp';
import { global, type Library, member } from '../declarations';
import { BOOL, DYN, INT, listOf, STRING } from '../types';
import { ArrayList, CelFailure, type CelList, type CelResult, type CelValue } from '../values';
import { containment, matching, PER_CHARACTER, sizeForCost, traversal, wholeTraversal } from './cost';
import { formatText } from './format-text';
import { MOST_CHARACTERS } from './limits';

const LIST_OF_STRING = listOf(STRING);

/** Places in strings are counted in code points. */
const runes = (text: string) => [...text];

const outOfRange = (index: bigint) => new CelFailure(`index out of range: ${index}`);

function charAt(text: string, index: bigint): CelResult {
  const characters = runes(text);
  if (index < 0n || index > BigInt(characters.length)) return outOfRange(index);
  return characters[Number(index)] ?? '';
}

function indexOf(text: string, part: string, offset = 0n): CelResult {
  if (part === '') return offset;
  if (offset < 0n) return outOfRange(offset);
  const characters = runes(text);
  const start = characters.slice(0, Number(offset)).join('').length;
  const found = text.indexOf(part, start);
  if (offset >= BigInt(characters.length) || found < 0) return -1n;
  return BigInt(runes(text.slice(0, found)).length);
}

function lastIndexOf(text: string, part: string, offset?: bigint): CelResult {
  const characters = runes(text);
  if (part === '') return offset ?? BigInt(characters.length);
  if (offset !== undefined && offset < 0n) return outOfRange(offset);
  if (offset !== undefined && offset >= BigInt(characters.length)) return -1n;
  const start = characters.slice(0, Number(offset ?? BigInt(characters.length))).join('').length;
  const found = text.lastIndexOf(part, start);
  return found < 0 ? -1n : BigInt(runes(text.slice(0, found)).length);
}

function substring(text: string, start: bigint, end?: bigint): CelResult {
  const characters = runes(text);
  const size = BigInt(characters.length);
  if (end !== undefined && start > end)
    return new CelFailure(`invalid substring range. start: ${start}, end: ${end}`);
  for (const index of [start, end ?? size]) if (index < 0n || index > size) return outOfRange(index);
  return characters.slice(Number(start), Number(end ?? size)).join('');
}

/** A negative count means all. */
function replace(text: string, old: string, by: string, count = -1n): CelResult {
  const most = count < 0n ? Number.POSITIVE_INFINITY : Number(count);
  const parts = old === '' ? runes(text) : text.split(old);
  const replaced = Math.min(most, old === '' ? parts.length + 1 : parts.length - 1);
  if (text.length + replaced * (by.length - old.length) > MOST_CHARACTERS)
    return new CelFailure(`replace: more than ${MOST_CHARACTERS} characters`);
  return old === '' ? spread(parts, by, most) : joinFirst(parts, old, by, most);
}

/** Before each character and at the end: what replacing the empty text does. */
function spread(characters: readonly string[], by: string, most: number): string {
  let result = '';
  for (let index = 0; index <= characters.length; index++)
    result += (index < most ? by : '') + (characters[index] ?? '');
  return result;
}

function joinFirst(parts: readonly string[], old: string, by: string, most: number): string {
  return parts.reduce((text, part, index) => text + (index <= most ? by : old) + part);
}

function split(text: string, separator: string, count = -1n): CelResult {
  if (count === 0n) return new ArrayList([]);
  const parts = separator === '' ? runes(text) : text.split(separator);
  if (count < 0n || BigInt(parts.length) <= count) return new ArrayList(parts);
  const first = parts.slice(0, Number(count) - 1);
  return new ArrayList([...first, parts.slice(Number(count) - 1).join(separator)]);
}

function join(list: CelList, separator = ''): CelResult {
  const texts: string[] = [];
  for (const value of list) {
    if (typeof value !== 'string') return new CelFailure(`join: invalid input: ${String(value)}`);
    texts.push(value);
  }
  return texts.join(separator);
}

const QUOTED: { readonly [character: string]: string } = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

const quote = (text: string) =>
  `"${runes(text)
    .map((character) => QUOTED[character] ?? character)
    .join('')}"`;

/** Go's `unicode.IsSpace`. */
const SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.test(text[start]!)) start++;
  while (end > start && SPACE.test(text[end - 1]!)) end--;
  return text.slice(start, end);
}

function matches(text: string, pattern: string): CelResult {
  const problem = goRegExpError(pattern);
  if (problem !== undefined) return new CelFailure(problem);
  return goRegExpMatches(pattern, text) ?? tooExpensive('matches', text);
}

/** Kubernetes would try for minutes. */
const tooExpensive = (name: string, text: string) =>
  new CelFailure(`${name}: the pattern is too expensive for a text of ${text.length} characters`);

function findAll(text: string, pattern: string, count = -1n): CelResult {
  const problem = goRegExpError(pattern);
  if (problem !== undefined) return new CelFailure(`Illegal regex: ${problem}`);
  const found = goRegExpFindAll(pattern, text, count < 0n ? undefined : Number(count));
  return found ? new ArrayList(found) : tooExpensive('findAll', text);
}

function find(text: string, pattern: string): CelResult {
  const found = findAll(text, pattern, 1n);
  return found instanceof ArrayList ? (found.size > 0 ? found.at(0) : '') : found;
}

const joinCost = (_args: readonly CelValue[], result: CelResult) =>
  Math.ceil(sizeForCost(result) * 2 * PER_CHARACTER);

const asciiOnly = (pattern: RegExp, change: (letter: string) => string) => (text: string) =>
  text.replace(pattern, change);

export const STRINGS: Library = [
  member(
    'contains',
    [STRING, STRING],
    BOOL,
    (text: string, part: string) => text.includes(part),
    containment,
  ),
  member('endsWith', [STRING, STRING], BOOL, (text: string, end: string) => text.endsWith(end), traversal()),
  member(
    'startsWith',
    [STRING, STRING],
    BOOL,
    (text: string, start: string) => text.startsWith(start),
    traversal(),
  ),
  global('matches', [STRING, STRING], BOOL, matches, matching),
  member('matches', [STRING, STRING], BOOL, matches, matching),
  member('find', [STRING, STRING], STRING, find, matching),
  member('findAll', [STRING, STRING], LIST_OF_STRING, findAll, matching),
  member('findAll', [STRING, STRING, INT], LIST_OF_STRING, findAll, matching),
  member('charAt', [STRING, INT], STRING, charAt),
  member('indexOf', [STRING, STRING], INT, indexOf, wholeTraversal),
  member('indexOf', [STRING, STRING, INT], INT, indexOf, wholeTraversal),
  member('lastIndexOf', [STRING, STRING], INT, lastIndexOf, wholeTraversal),
  member('lastIndexOf', [STRING, STRING, INT], INT, lastIndexOf, wholeTraversal),
  member(
    'lowerAscii',
    [STRING],
    STRING,
    asciiOnly(/[A-Z]+/g, (letters) => letters.toLowerCase()),
    traversal(),
  ),
  member(
    'upperAscii',
    [STRING],
    STRING,
    asciiOnly(/[a-z]+/g, (letters) => letters.toUpperCase()),
    traversal(),
  ),
  member('replace', [STRING, STRING, STRING], STRING, replace, traversal(2)),
  member('replace', [STRING, STRING, STRING, INT], STRING, replace, traversal(2)),
  member('split', [STRING, STRING], LIST_OF_STRING, split, traversal(2)),
  member('split', [STRING, STRING, INT], LIST_OF_STRING, split, traversal(2)),
  member('substring', [STRING, INT], STRING, substring, traversal()),
  member('substring', [STRING, INT, INT], STRING, substring, traversal()),
  member('trim', [STRING], STRING, trim, traversal()),
  member('format', [STRING, listOf(DYN)], STRING, formatText, traversal()),
  global('strings.quote', [STRING], STRING, quote, traversal()),
  member('join', [LIST_OF_STRING], STRING, join, joinCost),
  member('join', [LIST_OF_STRING, STRING], STRING, join, joinCost),
];
