import { KUBERNETES_FUNCTIONS } from '../../lib/kube/cel/library';
import { CelProgram } from '../../lib/kube/cel/program';
import { STRING } from '../../lib/kube/cel/types';
import { matchesFormat } from '../../lib/kube/custom-resource/formats';
import { JsonPath } from '../../lib/kube/json-path';
import { Quantity } from '../../lib/kube/quantity';
import { matchesPath } from '../../lib/kube/rbac/missing-rules';
import { trimEnd } from '../../lib/kube/trim-end';

/**
 * Texts of users that made the time grow with the square or cube of their length, which is minutes here. A test of such a
 * text does not end if it does again.
 */

const many = (text: string) => text.repeat(100_000 / text.length);

function evaluate(expression: string, self: string): unknown {
  const environment = { functions: KUBERNETES_FUNCTIONS, variables: { self: STRING } };
  return CelProgram.compile(expression, environment).evaluate(() => self).result;
}

test.each([`${many('0')}x`, `-${many('1')}.${many('1')}!`])(
  'quantities of many digits are refused',
  (text) => {
    expect(() => Quantity.parse(text)).toThrow('quantities must match the regular expression');
  },
);

test('quantities of many digits are printed', () => {
  const text = `1${many('0')}1`;
  expect(String(Quantity.parse(text))).toBe(text);
});

test('durations of many digits and spaces are refused', () => {
  expect(matchesFormat('duration', `${many('1')}${many(' ')}!`)).toBe(false);
  expect(matchesFormat('duration', many('1 '))).toBe(false);
  expect(matchesFormat('duration', `${many('1')}  days`)).toBe(true);
});

test('paths with many spaces are read', () => {
  const spaces = many(' ');
  const path = JsonPath.parse(`.items[?(@.a${spaces}==${spaces}1)].b`);
  expect(
    path.find({
      items: [
        { a: 1, b: 2 },
        { a: 2, b: 3 },
      ],
    }),
  ).toEqual([2]);
  expect(() => JsonPath.parse(`.items[?(@.a${spaces}!)].b`)).toThrow('unrecognized character');
});

test('paths that find everything again and again give up', () => {
  let nested: object = {};
  for (let depth = 0; depth < 200; depth++) nested = { a: nested };
  expect(() => JsonPath.parse('..a'.repeat(30)).find(nested)).toThrow('more than 10000 values found');
});

test('expressions trim texts with many spaces', () => {
  expect(evaluate('self.trim()', `${many(' ')}a${many(' ')}b${many('\t')}`)).toBe(`a${many(' ')}b`);
});

test('expressions read no number from many digits and something else', () => {
  expect(evaluate('[self].map(x, double(x))', `${many('0')}x`)).toMatchObject({
    message: expect.stringContaining('double'),
  });
});

test('stars and slashes are counted from the end', () => {
  expect(matchesPath(`${many('*')}a*`, `${many('*')}abc`)).toBe(true);
  expect(trimEnd(`${many('/')}a//`, '/')).toBe(`${many('/')}a`);
  expect(trimEnd('//', '/')).toBe('');
});
