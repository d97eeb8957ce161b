import { duplicate, type FieldError, forbiddenField, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import type { LimitRangeItem } from '../generated/core-v1';
import { goTyped } from '../go-format';
import { isQualifiedName } from '../names';
import { Quantity } from '../quantity';
import { allowsOvercommit } from '../resource-names';
import { type ResourceList, validateContainerResourceName, validateResourceName } from './resources';

const LIMITS = FieldPath.of('spec').child('limits');
const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
/** Above this, a quantity has no thousandths in Kubernetes. */
const MAX_MILLI = 2 ** 63 / 1000;

export function validateLimits(limits: readonly LimitRangeItem[], errors: FieldError[]): void {
  const types = new Set<string>();
  limits.forEach((item, index) => {
    const path = LIMITS.index(index);
    validateType(item.type ?? '', types, path.child('type'), errors);
    validateNames(item, path, errors);
    for (const name of namesOf(item)) validateAmounts(name, item, path, errors);
  });
}

function validateType(type: string, types: Set<string>, path: FieldPath, errors: FieldError[]): void {
  const messages = isQualifiedName(type);
  for (const message of messages) errors.push(invalidValue(path, goTyped(type), message));
  if (messages.length === 0 && !type.includes('/') && !TYPES.includes(type))
    errors.push(invalidValue(path, goTyped(type), 'must be a standard limit type or fully qualified'));
  if (types.has(type)) errors.push(duplicate(path, goTyped(type)));
  types.add(type);
}

const DEFAULTS = ['default', 'defaultRequest'] as const;

function validateNames(item: LimitRangeItem, path: FieldPath, errors: FieldError[]): void {
  const rule =
    item.type === 'Pod' || item.type === 'Container' ? validateContainerResourceName : validateResourceName;
  const validateList = (field: keyof LimitRangeItem) => {
    for (const name in item[field] as ResourceList) rule(name, path.child(field).key(name), errors);
  };
  validateList('max');
  validateList('min');
  for (const field of DEFAULTS) {
    if (item.type !== 'Pod') validateList(field);
    else if (Object.keys(item[field] ?? {}).length > 0)
      errors.push(forbiddenField(path.child(field), "may not be specified when `type` is 'Pod'"));
  }
  if (
    item.type === 'PersistentVolumeClaim' &&
    item.min?.['storage'] === undefined &&
    item.max?.['storage'] === undefined
  )
    errors.push(
      required(
        path.child('limits'),
        'either minimum or maximum storage value is required, but neither was provided',
      ),
    );
  validateList('maxLimitRequestRatio');
}

function namesOf(item: LimitRangeItem): Set<string> {
  const { max, min, maxLimitRequestRatio } = item;
  const ofType = item.type === 'Pod' ? {} : { ...item.default, ...item.defaultRequest };
  return new Set(Object.keys({ ...max, ...min, ...ofType, ...maxLimitRequestRatio }));
}

/** A range must not be empty, and what is given by default must lie in it. */
function validateAmounts(name: string, item: LimitRangeItem, path: FieldPath, errors: FieldError[]): void {
  const amount = (list: ResourceList | undefined) => {
    const text = list?.[name];
    return text === undefined ? undefined : Quantity.parse(text);
  };
  const min = amount(item.min);
  const max = amount(item.max);
  const limit = item.type === 'Pod' ? undefined : amount(item.default);
  const request = item.type === 'Pod' ? undefined : amount(item.defaultRequest);
  const ratio = amount(item.maxLimitRequestRatio);
  const check = (field: string, printed: Quantity | undefined, [what, low]: Bound, [than, high]: Bound) => {
    if (low && high && low.compare(high) > 0)
      errors.push(
        invalidValue(
          path.child(field).key(name),
          String(printed),
          `${what} value ${low} is greater than ${than} value ${high}`,
        ),
      );
  };
  check('min', min, ['min', min], ['max', max]);
  check('defaultRequest', request, ['min', min], ['default request', request]);
  check('defaultRequest', request, ['default request', request], ['max', max]);
  check('defaultRequest', request, ['default request', request], ['default limit', limit]);
  check('default', min, ['min', min], ['default', limit]);
  check('default', max, ['default', limit], ['max', max]);
  if (ratio) validateRatio(ratio, min, max, path.child('maxLimitRequestRatio').key(name), errors);
  if (!allowsOvercommit(name) && limit && request && !limit.equals(request))
    errors.push(
      invalidValue(
        path.child('defaultRequest').key(name),
        String(request),
        `default value ${limit} must equal to defaultRequest value ${request} in ${name}`,
      ),
    );
}

type Bound = readonly [name: string, value: Quantity | undefined];

function validateRatio(
  ratio: Quantity,
  min: Quantity | undefined,
  max: Quantity | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (ratio.compare(Quantity.of(1)) < 0)
    errors.push(invalidValue(path, String(ratio), `ratio ${ratio} is less than 1`));
  if (!min || !max) return;
  const exact = [ratio, min, max].every((one) => one.value() < MAX_MILLI);
  const most = exact ? max.milli() / min.milli() : max.value() / min.value();
  if ((exact ? ratio.milli() / 1000 : ratio.value()) > most)
    errors.push(
      invalidValue(path, String(ratio), `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`),
    );
}
