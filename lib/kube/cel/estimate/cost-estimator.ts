import { type Comprehension, type Element, type Entry, type Node, qualifiedName } from '../ast';
import type { CheckedExpression } from '../check';
import type { Overload } from '../declarations';
import { CALL, type Call, type CallEstimate, NEW_LIST, type Operand } from './call';
import { type EntrySizes, eitherEntries, KnownSizes } from './known-sizes';
import { estimateLanguageCall } from './language-calls';
import { LIBRARY_CALLS } from './library-calls';
import { sizeAt, type ValueSizes } from './schema-sizes';
import {
  eitherSize,
  exactly,
  larger,
  NO_SIZE,
  plus,
  type SizeRange,
  sumOfSizes,
  times,
  UNKNOWN_SIZE,
} from './size-range';
import { ValuePath } from './value-path';

/**
 * What an evaluation of an expression costs at most, estimated as Kubernetes does it before it accepts a rule. Where
 * Kubernetes is wrong, the estimate is equally wrong: it decides which definitions are accepted.
 *
 * @param sizes of the value that the expression's variables stand for
 */
export function estimateCost(checked: CheckedExpression, sizes: ValueSizes): bigint {
  return new CostEstimator(checked, (path) => sizeAt(sizes, path)).cost(checked.node);
}

const NEW_MAP = 30n;
const NEW_STRUCT = 40n;
const ONE = 1n;

const ACCUMULATOR = '@result';

type CallNode = Node & { readonly kind: 'call' };
type Loop = Comprehension & Node;

class CostEstimator {
  private readonly known: KnownSizes;
  private readonly costs = new Map<Node, bigint>();

  constructor(
    private readonly checked: CheckedExpression,
    private readonly sizeAt: (path: ValuePath) => SizeRange | undefined,
  ) {
    this.known = new KnownSizes(checked.typeOf, sizeAt);
  }

  /** Macros use some parts twice, in the same surroundings. */
  cost(node: Node): bigint {
    let cost = this.costs.get(node);
    if (cost === undefined) {
      cost = this.costOf(node);
      this.costs.set(node, cost);
    }
    return cost;
  }

  private costOf(node: Node): bigint {
    switch (node.kind) {
      case 'literal':
        return 0n;
      case 'identifier':
        return this.named(node, node.name);
      case 'select':
        return this.selected(node);
      case 'call':
        return this.called(node);
      case 'list':
        return plus(this.listed(node, node.elements), NEW_LIST);
      case 'map':
        return plus(this.mapped(node, node.entries), NEW_MAP);
      case 'struct':
        return plus(this.sum(node.fields.map(({ value }) => value)), NEW_STRUCT);
      case 'comprehension':
        return isBinding(node) ? this.bound(node) : this.looped(node);
    }
  }

  private sum(nodes: readonly Node[]): bigint {
    return nodes.reduce((total, node) => plus(total, this.cost(node)), 0n);
  }

  private sizeOrUnknown(node: Node): SizeRange {
    return this.known.sizeOf(node) ?? UNKNOWN_SIZE;
  }

  private named(node: Node, name: string): bigint {
    this.known.setPath(node, this.known.local(name)?.path ?? ValuePath.of(name));
    return ONE;
  }

  private selected(node: Node & { readonly kind: 'select' }): bigint {
    if (this.checked.references.has(node)) return this.named(node, qualifiedName(node)!);
    const { operand, field, mode } = node;
    if (mode === 'optional') {
      // A call, for Kubernetes: its path is not followed.
      this.operand(operand);
      this.known.setSize(node, this.known.sizeOf(node));
      return plus(this.cost(operand), ONE);
    }
    const cost = this.cost(operand);
    if (mode === 'test') return cost;
    const { kind } = this.checked.typeOf(operand);
    this.known.setPath(node, this.known.pathOf(operand).append(field));
    return kind === 'map' || kind === 'struct' ? plus(cost, ONE) : cost;
  }

  private listed(node: Node, elements: readonly Element[]): bigint {
    let cost = 0n;
    let values: SizeRange = elements.length === 0 ? exactly(0n) : NO_SIZE;
    for (const { value } of elements) {
      cost = plus(cost, this.cost(value));
      values = eitherSize(values, this.sizeOrUnknown(value));
    }
    this.known.setEntries(node, { container: 'list', keys: exactly(1n), values });
    return cost;
  }

  private mapped(node: Node, entries: readonly Entry[]): bigint {
    let cost = 0n;
    let keys: SizeRange = entries.length === 0 ? exactly(0n) : NO_SIZE;
    let values = keys;
    for (const { key, value } of entries) {
      cost = plus(plus(cost, this.cost(key)), this.cost(value));
      keys = eitherSize(keys, this.sizeOrUnknown(key));
      values = eitherSize(values, this.sizeOrUnknown(value));
    }
    this.known.setEntries(node, { container: 'map', keys, values });
    return cost;
  }

  private called(node: CallNode): bigint {
    const { name } = node;
    const reference = this.checked.references.get(node);
    if (reference?.kind !== 'function') throw new Error(`${name} was not checked`);
    const { overloads, isQualified } = reference;
    if (name === 'dyn') return this.asDynamic(node);
    if (name === '@append') return this.appended(node);
    const args = node.args.map((argument) => this.operand(argument));
    const target = node.target && !isQualified ? this.operand(node.target) : undefined;
    const costs = node.args.map((argument) => this.cost(argument));
    const own = isQualified ? `${qualifiedName(node.target!)}.${name}` : name;
    const ofTarget = target ? this.cost(node.target!) : 0n;
    return plus(ofTarget, this.callCost(node, own, overloads, { target, args, costs }));
  }

  /** The argument is looked at, and then its size. */
  private operand(node: Node): Operand {
    this.cost(node);
    const path = this.known.pathOf(node);
    const isAccumulator = path.length > 0 && path.at(0) === ACCUMULATOR;
    return {
      node,
      type: this.checked.typeOf(node),
      path: isAccumulator ? ValuePath.NONE : path,
      size: this.known.sizeOf(node),
    };
  }

  private asDynamic(node: CallNode): bigint {
    const argument = node.args[0]!;
    const cost = this.cost(argument);
    this.copySizes(node, argument);
    return plus(ONE, cost);
  }

  /** `list + [element]`, as macros write it. */
  private appended(node: CallNode): bigint {
    const [list, element] = node.args as [Node, Node];
    const cost = this.sum(node.args);
    const values = this.sizeOrUnknown(element);
    const entries: EntrySizes = { container: 'list', keys: exactly(1n), values };
    this.known.setEntries(node, eitherEntries(this.known.entriesOf(list), entries));
    this.known.setSize(node, sumOfSizes(this.sizeOrUnknown(list), exactly(1n)));
    return plus(cost, CALL + NEW_LIST);
  }

  /** The most expensive overload counts, and any of them may decide the size. */
  private callCost(node: CallNode, name: string, overloads: readonly Overload[], parts: CallParts): bigint {
    let cost = 0n;
    let size: SizeRange | undefined;
    for (const overload of overloads) {
      const estimate = this.overloadCost(node, name, overload, parts);
      cost = larger(cost, estimate.cost);
      if (estimate.size) size = size ? eitherSize(size, estimate.size) : estimate.size;
      const step = name === '_[_]' ? ELEMENT_PATHS[overload.parameters[0]!.kind] : undefined;
      if (step) {
        const [container] = node.args as [Node];
        size = this.known.entriesOf(container)?.values;
        this.known.setPath(node, this.known.pathOf(container).append(step));
      }
      size ??= this.known.sizeOf(node);
    }
    this.known.setSize(node, size);
    return cost;
  }

  private overloadCost(node: CallNode, name: string, overload: Overload, parts: CallParts): CallEstimate {
    if (name === '_?_:_') return this.chosen(node, parts);
    const ofArguments = parts.costs.reduce(plus, 0n);
    if (name === '_&&_' || name === '_||_') return { cost: ofArguments };
    const call: Call = { overload, target: parts.target, args: parts.args, sizeAt: this.sizeAt };
    const estimate = LIBRARY_CALLS.get(name)?.(call) ?? estimateLanguageCall(name, call);
    if (name === '_+_') {
      const [left, right] = node.args as [Node, Node];
      const kind = overload.parameters[0]!.kind;
      if (ELEMENTS.has(kind))
        this.known.setEntries(node, eitherEntries(this.known.entriesOf(left), this.known.entriesOf(right)));
    }
    return { ...estimate, cost: plus(estimate.cost, ofArguments) };
  }

  private chosen(node: CallNode, { args, costs }: CallParts): CallEstimate {
    const [, whenTrue, whenFalse] = args as [Operand, Operand, Operand];
    const size = eitherSize(whenTrue.size ?? UNKNOWN_SIZE, whenFalse.size ?? UNKNOWN_SIZE);
    const [, first, second] = node.args as [Node, Node, Node];
    this.known.setEntries(node, eitherEntries(this.known.entriesOf(first), this.known.entriesOf(second)));
    return { cost: plus(costs[0]!, larger(costs[1]!, costs[2]!)), size };
  }

  private looped(loop: Loop): bigint {
    const { range, initial, accumulator } = loop;
    const before = plus(this.cost(range), this.cost(initial));
    this.bindInitial(loop);
    this.bindVariables(loop);
    const each = plus(this.cost(loop.condition), this.cost(loop.step));
    this.known.release(loop.variable);
    if (loop.secondVariable !== undefined) this.known.release(loop.secondVariable);
    const after = this.cost(loop.result);
    this.known.release(accumulator);
    const count = this.sizeOrUnknown(range);
    if (initial.kind === 'literal') this.known.setSize(loop, this.known.sizeOf(initial));
    if (initial.kind === 'list' || initial.kind === 'map') {
      this.known.setSize(loop, count);
      this.known.setEntries(loop, this.known.entriesOf(loop.step));
    }
    return plus(plus(before, after), times(count.most, each));
  }

  private bindInitial({ accumulator, initial }: Loop): void {
    this.known.bind(accumulator, {
      path: this.known.pathOf(initial),
      size: this.known.sizeOf(initial),
      entries: this.known.entriesOf(initial),
    });
  }

  private bindVariables({ range, variable, secondVariable }: Loop): void {
    const entries = this.known.entriesOf(range);
    const isList = (entries?.container ?? this.checked.typeOf(range).kind) === 'list';
    const path = () => this.known.pathOf(range);
    const bindKey = (name: string) =>
      this.known.bind(name, { path: path().append(isList ? '@indices' : '@keys'), size: entries?.keys });
    const bindValue = (name: string) =>
      this.known.bind(name, { path: path().append(isList ? '@items' : '@values'), size: entries?.values });
    if (secondVariable !== undefined) {
      bindKey(variable);
      bindValue(secondVariable);
    } else if (isList) bindValue(variable);
    else bindKey(variable);
  }

  private bound(loop: Loop): bigint {
    const before = plus(this.cost(loop.range), this.cost(loop.initial));
    this.bindInitial(loop);
    const cost = plus(before, this.cost(loop.result));
    this.known.release(loop.accumulator);
    this.copySizes(loop, loop.result);
    return cost;
  }

  private copySizes(to: Node, from: Node): void {
    this.known.setSize(to, this.known.sizeOf(from));
    this.known.setEntries(to, this.known.entriesOf(from));
  }
}

interface CallParts {
  readonly target?: Operand;
  readonly args: readonly Operand[];
  /** Of the arguments. */
  readonly costs: readonly bigint[];
}

const ELEMENT_PATHS: { readonly [kind: string]: string | undefined } = { list: '@items', map: '@values' };
const ELEMENTS: ReadonlySet<string> = new Set(['string', 'bytes', 'list']);

/** A loop over nothing, by which macros bind a value to a name. */
function isBinding({ range, condition }: Loop): boolean {
  return (
    range.kind === 'list' &&
    range.elements.length === 0 &&
    condition.kind === 'literal' &&
    condition.literal.type === 'bool' &&
    !condition.literal.value
  );
}
