import { goRegExpError } from '../go-regexp';
import { type Comprehension, type Element, type Literal, type Node, qualifiedName } from './ast';
import type { CheckedExpression } from './check';
import type { Overload } from './declarations';
import { accepts, isFailure, noOverload } from './dispatch';
import { type Evaluate, Evaluation } from './evaluation';
import { conditional, fold, logical, notStrictlyFalse, otherwise, present } from './flow';
import { CelProgramError } from './issue';
import { hasField, indexed, optionalField, optionallyIndexed, selectField } from './selection';
import {
  ArrayList,
  CelFailure,
  CelOptional,
  type CelResult,
  CelTypeValue,
  CelUint,
  type CelValue,
  EntryMap,
  StructValue,
} from './values';

/** What making a value costs, beside its parts. */
const LIST_COST = 10;
const MAP_COST = 30;
const STRUCT_COST = 40;

/**
 * Makes a function of a checked expression. What is known beforehand is computed at once.
 * @throws CelProgramError when that fails
 */
export function compileChecked(checked: CheckedExpression): Evaluate {
  return new Compiler(checked).compile(checked.node, NO_LOCALS);
}

/** Where what comprehensions bind is kept. */
type Locals = ReadonlyMap<string, number>;

const NO_LOCALS: Locals = new Map();

/** Conversions that are computed at once when what they convert is written out. */
const CONVERSIONS: ReadonlySet<string> = new Set([
  ...['bool', 'bytes', 'double', 'duration', 'dyn', 'int', 'string', 'timestamp', 'type', 'uint'],
]);
const PATTERNS: ReadonlySet<string> = new Set(['matches', 'find', 'findAll']);
const ACCESS: ReadonlySet<string> = new Set(['_[_]', '_[?_]']);

class Compiler {
  private readonly constants = new Map<Evaluate, CelValue>();
  private readonly compiled = new Map<Node, { readonly locals: Locals; readonly evaluate: Evaluate }>();

  constructor(private readonly checked: CheckedExpression) {}

  /** Macros use some parts twice, in the same surroundings. */
  compile(node: Node, locals: Locals): Evaluate {
    const known = this.compiled.get(node);
    if (known?.locals === locals) return known.evaluate;
    const evaluate = this.compileNode(node, locals);
    this.compiled.set(node, { locals, evaluate });
    return evaluate;
  }

  private compileNode(node: Node, locals: Locals): Evaluate {
    switch (node.kind) {
      case 'literal':
        return this.constant(literalValue(node.literal));
      case 'identifier':
        return this.named(node, node.name, locals);
      case 'select':
        return this.selected(node, locals);
      case 'call':
        return this.called(node, locals);
      case 'list':
        return this.list(node.elements, locals);
      case 'map':
        return this.map(node, locals);
      case 'struct':
        return this.struct(node, locals);
      case 'comprehension':
        return this.folded(node, locals);
    }
  }

  private constant(value: CelValue): Evaluate {
    const evaluate = () => value;
    this.constants.set(evaluate, value);
    return evaluate;
  }

  private named(node: Node, name: string, locals: Locals): Evaluate {
    const reference = this.checked.references.get(node);
    if (reference?.kind === 'type') return this.constant(new CelTypeValue(reference.typeName));
    const place = locals.get(name);
    if (place !== undefined)
      return (evaluation) => {
        evaluation.charge(1);
        return evaluation.locals[place]!;
      };
    return (evaluation) => {
      evaluation.charge(1);
      return evaluation.variable(name);
    };
  }

  private selected(node: Node & { readonly kind: 'select' }, locals: Locals): Evaluate {
    const reference = this.checked.references.get(node);
    if (reference) return this.named(node, qualifiedName(node)!, locals);
    const operand = this.compile(node.operand, locals);
    const type = this.checked.typeOf(node.operand);
    const field = type.kind === 'struct' ? (type.field(node.field)?.property ?? node.field) : node.field;
    const base = this.isPlace(node.operand) ? 0 : 1;
    const access = { value: selectField, test: hasField, optional: optionalField }[node.mode];
    const isTest = node.mode === 'test';
    return (evaluation) => {
      const value = operand(evaluation);
      // A test itself is free, so that one which fails before gives back what it cost.
      if (isFailure(value)) {
        if (isTest) evaluation.charge(-1);
        return value;
      }
      evaluation.charge(base);
      const result = access(value, field, node.field);
      if (!isTest && !isNothing(result)) evaluation.charge(1);
      return result;
    };
  }

  /** A variable, or something inside of one: what it is inside of is paid for once. */
  private isPlace(node: Node): boolean {
    return (
      node.kind === 'identifier' || node.kind === 'select' || (node.kind === 'call' && ACCESS.has(node.name))
    );
  }

  private called(node: Node & { readonly kind: 'call' }, locals: Locals): Evaluate {
    const { name } = node;
    const compiled = (index: number) => this.compile(node.args[index]!, locals);
    switch (name) {
      case '_&&_':
        return logical(compiled(0), compiled(1), false);
      case '_||_':
        return logical(compiled(0), compiled(1), true);
      case '_?_:_':
        return conditional(
          compiled(0),
          this.branch(node.args[1]!, locals),
          this.branch(node.args[2]!, locals),
        );
      case '@not_strictly_false':
        return notStrictlyFalse(compiled(0));
    }
    if (node.target && (name === 'or' || name === 'orValue'))
      return otherwise(this.compile(node.target, locals), compiled(0), name === 'orValue');
    return this.call(node, locals);
  }

  /** The variable that a branch begins with costs nothing. */
  private branch(node: Node, locals: Locals): Evaluate {
    const evaluate = this.compile(node, locals);
    if (!this.isPlace(node)) return evaluate;
    return (evaluation) => {
      evaluation.charge(-1);
      return evaluate(evaluation);
    };
  }

  private call(node: Node & { readonly kind: 'call' }, locals: Locals): Evaluate {
    const reference = this.checked.references.get(node);
    if (reference?.kind !== 'function') throw new Error(`${node.name} was not checked`);
    const { overloads, isQualified } = reference;
    const name = isQualified ? `${qualifiedName(node.target!)}.${node.name}` : node.name;
    const nodes = node.target && !isQualified ? [node.target, ...node.args] : node.args;
    const args = nodes.map((one) => this.compile(one, locals));
    if (ACCESS.has(name))
      return this.access(args[0]!, args[1]!, name === '_[_]' ? indexed : optionallyIndexed, nodes[0]!);
    const call = caller(name, args, this.isLookup(node) ? overloads.map(free) : overloads);
    if (CONVERSIONS.has(name) && args.length === 1 && this.constants.has(args[0]!))
      return this.constant(valueAtOnce(call));
    const pattern = PATTERNS.has(name) ? this.constants.get(args[1]!) : undefined;
    const problem = typeof pattern === 'string' ? goRegExpError(pattern) : undefined;
    if (problem !== undefined) throw new CelProgramError(problem);
    return call;
  }

  private access(
    operand: Evaluate,
    index: Evaluate,
    read: (operand: CelValue, index: CelValue) => CelResult,
    node: Node,
  ): Evaluate {
    const base = this.isPlace(node) ? 0 : 1;
    return (evaluation) => {
      const value = operand(evaluation);
      if (isFailure(value)) return value;
      evaluation.charge(base);
      const place = index(evaluation);
      const result = isFailure(place) ? place : read(value, place);
      if (!isNothing(result)) evaluation.charge(1);
      return result;
    };
  }

  /** To find something in a list of texts or numbers that is written out costs nothing. */
  private isLookup({ name, args: [, node] }: Node & { readonly kind: 'call' }): boolean {
    return (
      name === '@in' &&
      node?.kind === 'list' &&
      node.elements.length > 0 &&
      node.elements.every(
        ({ value }) =>
          value.kind === 'literal' && ['string', 'int', 'uint', 'bool'].includes(value.literal.type),
      )
    );
  }

  private list(elements: readonly Element[], locals: Locals): Evaluate {
    const parts = elements.map(({ value, optional }) => ({ make: this.compile(value, locals), optional }));
    const isConstant = parts.every(({ make, optional }) => !optional && this.constants.has(make));
    const make: Evaluate = (evaluation) => {
      const values: CelValue[] = [];
      for (const part of parts) {
        const value = present(part.make(evaluation), part.optional);
        if (isFailure(value)) return value;
        if (value !== undefined) values.push(value);
      }
      if (!isConstant) evaluation.charge(LIST_COST);
      return new ArrayList(values);
    };
    if (isConstant && parts.length > 0) return this.constant(valueAtOnce(make));
    // An empty list may be one that grows: each evaluation has its own.
    if (isConstant) this.constants.set(make, EMPTY);
    return make;
  }

  private map(node: Node & { readonly kind: 'map' }, locals: Locals): Evaluate {
    const parts = node.entries.map(({ key, value, optional }) => ({
      makeKey: this.compile(key, locals),
      make: this.compile(value, locals),
      optional,
    }));
    const isConstant = parts.every(
      ({ makeKey, make, optional }) => !optional && this.constants.has(makeKey) && this.constants.has(make),
    );
    const evaluate: Evaluate = (evaluation) => {
      const pairs: (readonly [CelValue, CelValue])[] = [];
      for (const { makeKey, make, optional } of parts) {
        const key = makeKey(evaluation);
        if (isFailure(key)) return key;
        const value = present(make(evaluation), optional);
        if (isFailure(value)) return value;
        if (value !== undefined) pairs.push([key, value]);
      }
      if (!isConstant) evaluation.charge(MAP_COST);
      return EntryMap.of(pairs);
    };
    return isConstant ? this.constant(valueAtOnce(evaluate)) : evaluate;
  }

  private struct(node: Node & { readonly kind: 'struct' }, locals: Locals): Evaluate {
    const type = this.checked.typeOf(node);
    const parts = node.fields.map(({ name, value, optional }) => ({
      property: (type.kind === 'struct' && type.field(name)?.property) || name,
      make: this.compile(value, locals),
      optional,
    }));
    return (evaluation) => {
      const fields = new Map<string, CelValue>();
      for (const { property, make, optional } of parts) {
        const value = present(make(evaluation), optional);
        if (isFailure(value)) return value;
        if (value !== undefined) fields.set(property, value);
      }
      evaluation.charge(STRUCT_COST);
      return new StructValue(node.typeName, fields);
    };
  }

  private folded(loop: Comprehension & Node, locals: Locals): Evaluate {
    const place = locals.size;
    const withAccumulator = bound(locals, loop.accumulator, place);
    let inner = bound(withAccumulator, loop.variable, place + 1);
    const hasTwo = loop.secondVariable !== undefined;
    if (hasTwo) inner = bound(inner, loop.secondVariable!, place + 2);
    return fold({
      place,
      hasTwo,
      range: this.compile(loop.range, locals),
      initial: this.compile(loop.initial, locals),
      condition: this.compile(loop.condition, inner),
      step: this.compile(loop.step, inner),
      result: this.compile(loop.result, withAccumulator),
    });
  }
}

/** Every local has a place of its own, also those that are hidden. */
function bound(locals: Locals, name: string, place: number): Locals {
  const more = new Map(locals).set(name, place);
  while (more.size <= place) more.set(`@${more.size}`, more.size);
  return more;
}

/** Evaluates the arguments and calls the first overload that takes them. */
function caller(name: string, args: readonly Evaluate[], overloads: readonly Overload[]): Evaluate {
  // Which overload is called decides the cost of these: as long as that is not known, there is a flat price.
  const isVague = overloads.length > 1 && /^_|^@|^sort$/.test(name);
  return (evaluation) => {
    const values: CelValue[] = new Array(args.length);
    let failure: CelFailure | undefined;
    for (let index = 0; index < args.length; index++) {
      const value = args[index]!(evaluation);
      if (isFailure(value)) {
        failure ??= value;
        // Operators evaluate both sides first.
        if (args.length > 2) return failure;
      } else values[index] = value;
    }
    if (failure) {
      evaluation.charge(name === '@append' ? 1 + LIST_COST : 1);
      return failure;
    }
    const overload = overloads.find((one) => accepts(one, values));
    if (!overload) {
      evaluation.charge(1);
      return noOverload(name, values);
    }
    const result = overload.evaluate(...values);
    evaluation.charge(overload.cost && !isVague ? overload.cost(values, result) : 1);
    return result;
  };
}

const free = (overload: Overload): Overload => ({ ...overload, cost: () => 0 });

/** @throws CelProgramError */
function valueAtOnce(evaluate: Evaluate): CelValue {
  const result = evaluate(new Evaluation(() => NOTHING_KNOWN, Number.POSITIVE_INFINITY));
  if (isFailure(result)) throw new CelProgramError(result.message);
  return result;
}

const EMPTY = new ArrayList([]);

const NOTHING_KNOWN = new CelFailure('no such attribute');

const isNothing = (result: CelResult) => result === CelOptional.NONE;

function literalValue(literal: Literal): CelValue {
  switch (literal.type) {
    case 'null':
      return null;
    case 'uint':
      return new CelUint(literal.value);
    default:
      return literal.value;
  }
}
