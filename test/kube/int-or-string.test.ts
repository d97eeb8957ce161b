import { intValue, isPercent, scaledValue } from '../../lib/kube/int-or-string';

describe('scaledValue', () => {
  test.each([
    [3, 10, 'up', 3],
    ['25%', 10, 'up', 3],
    ['25%', 10, 'down', 2],
    ['0%', 10, 'up', 0],
    ['100%', 7, 'down', 7],
    ['150%', 10, 'up', 15],
    ['-5%', 10, 'up', 0],
  ] as const)('%s of %d, rounded %s, is %d', (value, total, rounding, expected) => {
    expect(scaledValue(value, total, rounding)).toBe(expected);
  });

  test.each([
    ['5', 'invalid value for IntOrString: invalid type: string is not a percentage'],
    [
      'half%',
      'invalid value for IntOrString: invalid value "half%": strconv.Atoi: parsing "half": invalid syntax',
    ],
    ['%', 'invalid value for IntOrString: invalid value "%": strconv.Atoi: parsing "": invalid syntax'],
    [
      '99999999999999999999%',
      'invalid value for IntOrString: invalid value "99999999999999999999%": strconv.Atoi: parsing "99999999999999999999": value out of range',
    ],
  ])('%s is refused', (value, message) => {
    expect(() => scaledValue(value, 10, 'up')).toThrow(message);
  });
});

test('a percentage ends with its sign', () => {
  expect(isPercent('25%')).toBe(true);
  expect(isPercent('25')).toBe(false);
  expect(isPercent(25)).toBe(false);
});

test('any text but a number is 0 as a number', () => {
  expect([intValue(80), intValue('80'), intValue('http')]).toEqual([80, 80, 0]);
});
