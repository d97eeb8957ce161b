import {
  addDecimals,
  compareDecimals,
  isInteger,
  multiplyDecimal,
  narrow,
  roundedAwayFromZero,
  toFloat,
} from '../../lib/kube/decimal';

describe('decimals', () => {
  test('stay numbers while they are safe integers', () => {
    expect(narrow(5n)).toBe(5);
    expect(narrow(2n ** 53n)).toBe(2n ** 53n);
    expect(multiplyDecimal({ mantissa: 3, scale: 0 }, 4).mantissa).toBe(12);
    expect(multiplyDecimal({ mantissa: Number.MAX_SAFE_INTEGER, scale: 0 }, 2).mantissa).toBe(2n ** 54n - 2n);
  });

  test('are added at the smaller scale', () => {
    expect(addDecimals({ mantissa: 15, scale: -1 }, { mantissa: 2, scale: 0 })).toEqual({
      mantissa: 35,
      scale: -1,
    });
  });

  test('are compared without being written out', () => {
    expect(compareDecimals({ mantissa: 1, scale: 999_999_999 }, { mantissa: 5, scale: 0 })).toBe(1);
    expect(compareDecimals({ mantissa: -1, scale: 999_999_999 }, { mantissa: -5, scale: 0 })).toBe(-1);
    expect(compareDecimals({ mantissa: 10, scale: 0 }, { mantissa: 1, scale: 1 })).toBe(0);
  });

  test.each([
    [15, -1, 0, 2],
    [-15, -1, 0, -2],
    [20, -1, 0, 2],
    [1, -9, 0, 1],
    [7, 2, 0, 700],
  ])('%d × 10^%d is rounded to scale %d as %d', (mantissa, scale, target, expected) => {
    expect(roundedAwayFromZero({ mantissa, scale }, target)).toBe(expected);
  });

  test('know whether they are whole', () => {
    expect(isInteger({ mantissa: 20, scale: -1 })).toBe(true);
    expect(isInteger({ mantissa: 25, scale: -1 })).toBe(false);
    expect(isInteger({ mantissa: 1, scale: -400 })).toBe(false);
  });

  test('become the nearest floating point number', () => {
    expect(toFloat({ mantissa: 1, scale: -1 })).toBe(0.1);
    expect(toFloat({ mantissa: 123n ** 9n, scale: -3 })).toBe(6443858614676334);
  });
});
