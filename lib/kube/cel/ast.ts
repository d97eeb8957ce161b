/** A parsed expression. `offset` is the place that errors point at: that of the operator, bracket or name. */
export type Node = NodeKind & { readonly offset: number };

export type NodeKind =
  | { readonly kind: 'literal'; readonly literal: Literal }
  | { readonly kind: 'identifier'; readonly name: string }
  /** `test` for `has(a.b)`, `optional` for `a.?b`. */
  | { readonly kind: 'select'; readonly operand: Node; readonly field: string; readonly mode: SelectMode }
  | { readonly kind: 'call'; readonly name: string; readonly target?: Node; readonly args: readonly Node[] }
  | { readonly kind: 'list'; readonly elements: readonly Element[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  | {
      readonly kind: 'struct';
      readonly typeName: string;
      readonly fields: readonly StructInit[];
    }
  | Comprehension;

export type SelectMode = 'value' | 'test' | 'optional';

export type Literal =
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int' | 'uint'; readonly value: bigint }
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly type: 'null' };

/** Of a list; an optional one, `?a`, is left out if there is none. */
export interface Element {
  readonly value: Node;
  readonly optional: boolean;
}

/** Of a map. */
export interface Entry extends Element {
  readonly key: Node;
}

/** Of an object with a type: `Object{name: 'a'}`. */
export interface StructInit extends Element {
  readonly name: string;
  readonly offset: number;
}

/** What macros over lists and maps become: an accumulator that each element changes. */
export interface Comprehension {
  readonly kind: 'comprehension';
  readonly range: Node;
  readonly variable: string;
  /** The value beside an index or key. */
  readonly secondVariable?: string;
  readonly accumulator: string;
  readonly initial: Node;
  /** The loop goes on while this is true. */
  readonly condition: Node;
  readonly step: Node;
  readonly result: Node;
}

/** `a.b.c` as one name, if the expression is nothing but names. */
export function qualifiedName(node: Node): string | undefined {
  if (node.kind === 'identifier') return node.name;
  if (node.kind !== 'select' || node.mode !== 'value') return undefined;
  const operand = qualifiedName(node.operand);
  return operand === undefined ? undefined : `${operand}.${node.field}`;
}

/** The parts that an expression is made of. */
export function partsOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'select':
      return [node.operand];
    case 'call':
      return node.target ? [node.target, ...node.args] : node.args;
    case 'list':
      return node.elements.map(({ value }) => value);
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'struct':
      return node.fields.map(({ value }) => value);
    case 'comprehension':
      return [node.range, node.initial, node.condition, node.step, node.result];
    default:
      return [];
  }
}

/** Whether an expression is nested deeper than so many levels. */
export function isDeeperThan(limit: number, root: Node): boolean {
  const depths = new Map<Node, number>([[root, 1]]);
  const left: Node[] = [root];
  for (let node = left.pop(); node; node = left.pop()) {
    const depth = depths.get(node)! + 1;
    for (const part of partsOf(node)) {
      if ((depths.get(part) ?? 0) >= depth) continue;
      if (depth > limit) return true;
      depths.set(part, depth);
      left.push(part);
    }
  }
  return false;
}
