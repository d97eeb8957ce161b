import type { Evaluate } from './evaluation';
import {
  CelFailure,
  CelList,
  CelMap,
  CelOptional,
  type CelResult,
  type CelValue,
  NO_SUCH_OVERLOAD,
  typeNameOf,
} from './values';

const isFailure = (value: CelResult | undefined) => value instanceof CelFailure;

/** `&&` and `||`: one side can decide although the other fails. */
export function logical(left: Evaluate, right: Evaluate, decisive: boolean): Evaluate {
  return (evaluation) => {
    const first = left(evaluation);
    if (first === decisive) return decisive;
    const second = right(evaluation);
    if (second === decisive) return decisive;
    for (const value of [first, second]) {
      if (isFailure(value)) return value;
      if (typeof value !== 'boolean') return NO_SUCH_OVERLOAD;
    }
    return !decisive;
  };
}

export function conditional(condition: Evaluate, whenTrue: Evaluate, whenFalse: Evaluate): Evaluate {
  return (evaluation) => {
    const value = condition(evaluation);
    if (value === true) return whenTrue(evaluation);
    if (value === false) return whenFalse(evaluation);
    return isFailure(value) ? value : NO_SUCH_OVERLOAD;
  };
}

/** A loop goes on after a failure: a later element may decide. */
export function notStrictlyFalse(operand: Evaluate): Evaluate {
  return (evaluation) => {
    const value = operand(evaluation);
    evaluation.charge(1);
    return typeof value === 'boolean' ? value : true;
  };
}

/** `or` and `orValue` look at the other side only when they need it. */
export function otherwise(target: Evaluate, other: Evaluate, unwraps: boolean): Evaluate {
  return (evaluation) => {
    const value = target(evaluation);
    if (isFailure(value)) return value;
    if (!(value instanceof CelOptional)) return value;
    if (value.value !== undefined) return unwraps ? value.value : value;
    return other(evaluation);
  };
}

/** An optional element that is not there is left out. */
export function present(value: CelResult, isOptional: boolean): CelResult | undefined {
  if (!isOptional || isFailure(value)) return value;
  return value instanceof CelOptional ? value.value : NO_SUCH_OVERLOAD;
}

/** The parts of a loop, with the place of its accumulator; its variables follow that. */
export interface Fold {
  readonly place: number;
  readonly hasTwo: boolean;
  readonly range: Evaluate;
  readonly initial: Evaluate;
  readonly condition: Evaluate;
  readonly step: Evaluate;
  readonly result: Evaluate;
}

/** What macros over lists and maps do. */
export function fold({ place, hasTwo, range, initial, condition, step, result }: Fold): Evaluate {
  return (evaluation) => {
    const over = range(evaluation);
    if (isFailure(over)) return over;
    const { locals } = evaluation;
    locals[place] = initial(evaluation);
    if (!(over instanceof CelList || over instanceof CelMap)) return notIterable(over as CelValue);
    for (const [key, value] of entriesOf(over, hasTwo)) {
      locals[place + 1] = key;
      if (hasTwo) locals[place + 2] = value;
      if (condition(evaluation) === false) break;
      locals[place] = step(evaluation);
    }
    return result(evaluation);
  };
}

function* entriesOf(range: CelList | CelMap, hasTwo: boolean): Iterable<readonly [CelValue, CelValue]> {
  if (range instanceof CelMap) {
    for (const key of range.keys()) yield [key, hasTwo ? range.get(key)! : null];
    return;
  }
  for (let index = 0; index < range.size; index++)
    yield hasTwo ? [BigInt(index), range.at(index)] : [range.at(index), null];
}

/** Go's names of the types that cannot be looped over. */
const GO_TYPES: { readonly [type: string]: string } = {
  int: 'types.Int',
  uint: 'types.Uint',
  double: 'types.Double',
  bool: 'types.Bool',
  string: 'types.String',
  bytes: 'types.Bytes',
  null_type: 'types.Null',
};

function notIterable(value: CelValue): CelFailure {
  const type = typeNameOf(value);
  return new CelFailure(`got '${GO_TYPES[type] ?? type}', expected iterable type`);
}
