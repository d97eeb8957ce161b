import {
  CelFailure,
  CelList,
  CelMap,
  CelOptional,
  type CelResult,
  CelUint,
  type CelValue,
  NO_SUCH_OVERLOAD,
  typeNameOf,
} from './values';

/**
 * `a.b`. A field of an optional value is optional itself.
 * @param written its name as the expression writes it, where that is not how the value has it
 */
export function selectField(operand: CelValue, field: string, written = field): CelResult {
  if (operand instanceof CelMap) return present(operand.get(field), written);
  if (operand instanceof CelOptional) return optionalField(operand, field);
  return operand instanceof CelList ? wrongIndex(field) : noKey(field);
}

/** `has(a.b)`. */
export function hasField(operand: CelValue, field: string): CelResult {
  if (operand instanceof CelMap) return operand.get(field) !== undefined;
  if (operand instanceof CelOptional)
    return operand.value === undefined ? false : hasField(operand.value, field);
  return operand instanceof CelList ? wrongIndex(field) : false;
}

/** `a.?b`. */
export function optionalField(operand: CelValue, field: string): CelResult {
  if (operand instanceof CelOptional)
    return operand.value === undefined ? CelOptional.NONE : optionalField(operand.value, field);
  if (!(operand instanceof CelMap)) return NO_SUCH_OVERLOAD;
  return optionalOf(operand.get(field));
}

/** `a[b]`. */
export function indexed(operand: CelValue, index: CelValue): CelResult {
  if (operand instanceof CelOptional)
    return operand.value === undefined ? CelOptional.NONE : optionallyIndexed(operand.value, index);
  if (operand instanceof CelMap) return present(operand.get(index), index);
  if (!(operand instanceof CelList)) return noKey(index);
  const place = placeOf(index);
  if (place === undefined) return wrongIndex(index);
  if (place < 0 || place >= operand.size) return new CelFailure(`index out of bounds: ${place}`);
  return operand.at(place);
}

/** `a[?b]`. */
export function optionallyIndexed(operand: CelValue, index: CelValue): CelResult {
  if (operand instanceof CelOptional)
    return operand.value === undefined ? CelOptional.NONE : optionallyIndexed(operand.value, index);
  if (operand instanceof CelMap) return optionalOf(operand.get(index));
  if (!(operand instanceof CelList)) return NO_SUCH_OVERLOAD;
  const place = placeOf(index);
  const isInside = place !== undefined && place >= 0 && place < operand.size;
  return isInside ? new CelOptional(operand.at(place)) : CelOptional.NONE;
}

function placeOf(index: CelValue): number | undefined {
  if (typeof index === 'bigint') return Number(index);
  if (index instanceof CelUint) return Number(index.value);
  return typeof index === 'number' && Number.isInteger(index) ? index : undefined;
}

function present(value: CelValue | undefined, key: CelValue): CelResult {
  return value === undefined ? noKey(key) : value;
}

function wrongIndex(index: CelValue): CelFailure {
  return new CelFailure(
    typeof index === 'number'
      ? `unsupported index value ${index} in list`
      : `unsupported index type '${typeNameOf(index)}' in list`,
  );
}

const optionalOf = (value: CelValue | undefined) =>
  value === undefined ? CelOptional.NONE : new CelOptional(value);

const noKey = (key: CelValue) =>
  new CelFailure(`no such key: ${key instanceof CelUint ? key.value : String(key)}`);
