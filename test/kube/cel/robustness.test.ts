import fc from 'fast-check';
import { CelCostError } from '../../../lib/kube/cel/evaluation';
import { evaluate } from './recorded';

const WORDS = [
  ...['object', 'object.a', 'x', 'true', 'null', '1', '2u', '1.5', "'a'", "b'a'", '[1, 2]', "{'a': 1}"],
  ...['+', '-', '*', '/', '%', '==', '!=', '<', '>=', '&&', '||', '!', '?', ':', ' in ', '.', ',', '(', ')'],
  ...['[', ']', '{', '}', '.all(x, ', '.map(x, ', '.exists(x, ', '.optMap(x, ', '.size()', '.?a', '[?0]'],
  ...[
    'has(',
    'int(',
    'string(',
    'duration(',
    'type(',
    'dyn(',
    'size(',
    '.format([',
    '.join()',
    '"',
    "'",
    '\\',
  ],
  ...[
    'matches(',
    '.sort()',
    '.orValue(',
    'optional.of(',
    'quantity(',
    'ip(',
    'lists.range(',
    '.split(',
    '\n',
  ],
];

const OBJECT = { a: [1, 'b', null, { c: 1.5 }], d: 'text' };

/** Whatever an expression comes to, and whatever is wrong with it, has words. */
function check(expression: string): void {
  try {
    const { problem, failure, value } = evaluate(expression, OBJECT);
    expect([problem, failure, value].filter((text) => text !== undefined)).toHaveLength(1);
  } catch (error) {
    expect(error).toBeInstanceOf(CelCostError);
  }
}

test('expressions of any words end with a value or with an error in words', () => {
  const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 25 });
  fc.assert(
    fc.property(words, (parts) => check(parts.join(''))),
    { numRuns: 700 },
  );
});

test('so do any texts', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), check), { numRuns: 500 });
});

const LETTERS = 'a'.repeat(100);
const growing = (expression: string) => `['${LETTERS}']${`.map(a, ${expression})`.repeat(6)}.size()`;

test.each([
  [
    'texts that replace their letters',
    growing("a.replace('a', a)"),
    'replace: more than 10000000 characters',
  ],
  [
    'texts that formats repeat',
    growing(`'${'%s'.repeat(50)}'.format([${Array(50).fill('a').join(', ')}])`),
    'more than 10000000 characters',
  ],
  [
    'lists that become flat',
    `${growing(`[${Array(20).fill('a').join(', ')}]`).slice(0, -7)}.flatten(9)`,
    'flatten: more than 1000000 elements',
  ],
  [
    'lists that are printed',
    `'%s'.format([${growing(`[${Array(20).fill('a').join(', ')}]`).slice(0, -7)}])`,
    'error during formatting: more than 1000000 elements',
  ],
  ['digits', "'%.101f'.format([1.5])", 'error during formatting: more than 100 digits'],
])('growing %s end with an error', (_name, expression, failure) => {
  expect(evaluate(expression, OBJECT).failure).toBe(failure);
});

test.each([
  ['additions', `1${'+1'.repeat(20_000)}`],
  ['selections', `object${'.a'.repeat(20_000)}`],
  ['brackets', '['.repeat(50_000)],
  ['loops', `${'object.a.all(x, '.repeat(60)}true${')'.repeat(60)}`],
  ['macros that use their target twice', `optional.of(1)${'.optMap(x, x)'.repeat(30)}`],
  ['loops in loops', 'lists.range(999).all(a, lists.range(999).all(b, lists.range(999).all(c, true)))'],
])('hostile %s end soon', (_name, expression) => {
  check(expression);
});
