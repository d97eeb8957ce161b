import { type FieldError, required } from '../../../lib/kube/field-error';
import { FieldPath } from '../../../lib/kube/field-path';
import { freeze } from '../../../lib/kube/frozen';
import { validateOnce } from '../../../lib/kube/validation/validate-once';

const PATH = FieldPath.of('spec');

function setUp(isValid: boolean) {
  const valid = new WeakSet<object>();
  const check = jest.fn((_: object, path: FieldPath, errors: FieldError[]) => {
    if (!isValid) errors.push(required(path));
  });
  const errors: FieldError[] = [];
  return {
    check,
    errors,
    validate: (value: object, path = PATH) => validateOnce(valid, value, path, errors, check),
  };
}

test('a frozen value that was found valid is not checked again', () => {
  const { check, validate } = setUp(true);
  const value = freeze({});
  validate(value);
  validate(value, FieldPath.of('other'));
  expect(check).toHaveBeenCalledTimes(1);
});

test('a value that may still change is checked every time', () => {
  const { check, validate } = setUp(true);
  const value = {};
  validate(value);
  validate(value);
  expect(check).toHaveBeenCalledTimes(2);
});

test('what is wrong is reported wherever the value is', () => {
  const { errors, validate } = setUp(false);
  const value = freeze({});
  validate(value);
  validate(value, FieldPath.of('other'));
  expect(errors.map((error) => error.field)).toEqual(['spec', 'other']);
});
