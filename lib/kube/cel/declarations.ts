import type { CelType } from './types';
import type { CelResult, CelValue } from './values';

/** One signature of a function, and what it does. */
export interface Overload {
  /** For a member function, the first is what it is a member of. */
  readonly parameters: readonly CelType[];
  readonly result: CelType;
  readonly isMember: boolean;
  /** Called with values of the parameters' types. */
  readonly evaluate: (...args: readonly CelValue[]) => CelResult;
  /** What a call costs. @default 1 */
  readonly cost?: (args: readonly CelValue[], result: CelResult) => number;
}

/** The functions that expressions may call, by name. */
export type FunctionTable = ReadonlyMap<string, readonly Overload[]>;

/** Collects the functions of a library. */
export type Library = readonly (readonly [name: string, overload: Overload])[];

type Evaluate = (...args: never[]) => CelResult;
type Cost = Overload['cost'];

/** A function that is called by its name: `quantity('1')`. */
export function global(
  name: string,
  parameters: readonly CelType[],
  result: CelType,
  evaluate: Evaluate,
  cost?: Cost,
): readonly [string, Overload] {
  return [name, { parameters, result, isMember: false, evaluate: evaluate as Overload['evaluate'], cost }];
}

/** A function that is called on its first parameter: `'a'.contains('b')`. */
export function member(
  name: string,
  parameters: readonly CelType[],
  result: CelType,
  evaluate: Evaluate,
  cost?: Cost,
): readonly [string, Overload] {
  return [name, { parameters, result, isMember: true, evaluate: evaluate as Overload['evaluate'], cost }];
}

export function functionTable(...libraries: readonly Library[]): FunctionTable {
  const table = new Map<string, Overload[]>();
  for (const [name, overload] of libraries.flat()) {
    const overloads = table.get(name);
    if (overloads) overloads.push(overload);
    else table.set(name, [overload]);
  }
  return table;
}

/** What an expression may speak of. */
export interface CelEnvironment {
  readonly functions: FunctionTable;
  readonly variables: { readonly [name: string]: CelType };
  /** Types of objects that an expression may make, by name: `Object.spec`. */
  structType?(name: string): (CelType & { readonly kind: 'struct' }) | undefined;
}
