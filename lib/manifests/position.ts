import { isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type ParsedNode } from 'yaml';

/** A place in a file; lines and columns start at 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Splits `spec.containers[0].ports` and `metadata.annotations[example.com/key]` into its steps. */
export function stepsOf(field: string): readonly string[] {
  const steps: string[] = [];
  // Inside brackets anything goes; a quoted key may itself contain a bracket.
  for (const match of field.matchAll(/\[("(?:[^"\\]|\\.)*"|[^\]]*)\]|([^.[\]]+)/g)) {
    const bracketed = match[1];
    steps.push(
      bracketed === undefined ? match[2]! : bracketed.startsWith('"') ? JSON.parse(bracketed) : bracketed,
    );
  }
  return steps;
}

/** Where a field stands below `root`; where it is missing, the nearest part that is there. Undefined for no node at all. */
export function offsetOf(root: ParsedNode | Node | null, field: string): number | undefined {
  let node: unknown = root;
  let offset = startOf(root);
  for (const step of stepsOf(field)) {
    const next = childAt(node, step);
    if (!next) break;
    offset = next.offset ?? offset;
    node = next.node;
  }
  return offset;
}

interface Child {
  readonly node: unknown;
  readonly offset: number | undefined;
}

function childAt(node: unknown, step: string): Child | undefined {
  if (isAlias(node)) return undefined;
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
    return pair && { node: pair.value, offset: startOf(pair.key as Node) };
  }
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { node: item, offset: startOf(item as Node) };
  }
  return undefined;
}

function startOf(node: Node | ParsedNode | null | undefined): number | undefined {
  return node?.range?.[0];
}

export function positionAt(file: string, lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}
