import type { Node } from '../ast';
import type { CelType } from '../types';
import { eitherSize, exactly, type SizeRange } from './size-range';
import { ValuePath } from './value-path';

/** Of a list or map: the sizes of its keys and values. */
export interface EntrySizes {
  readonly container: 'list' | 'map';
  readonly keys: SizeRange;
  readonly values: SizeRange;
}

export function eitherEntries(a: EntrySizes | undefined, b: EntrySizes | undefined): EntrySizes | undefined {
  return (
    a &&
    b && { container: a.container, keys: eitherSize(a.keys, b.keys), values: eitherSize(a.values, b.values) }
  );
}

/** What is bound to a name inside of a loop. */
export interface Local {
  readonly path: ValuePath;
  readonly size?: SizeRange;
  readonly entries?: EntrySizes;
}

/** What is known of the parts of an expression while it is estimated. */
export class KnownSizes {
  private readonly sizes = new Map<Node, SizeRange>();
  private readonly entries = new Map<Node, EntrySizes>();
  private readonly paths = new Map<Node, ValuePath>();
  private readonly locals = new Map<string, Local[]>();

  constructor(
    private readonly typeOf: (node: Node) => CelType,
    private readonly sizeAt: (path: ValuePath) => SizeRange | undefined,
  ) {}

  bind(name: string, local: Local): void {
    const bound = this.locals.get(name);
    if (bound) bound.push(local);
    else this.locals.set(name, [local]);
  }

  release(name: string): void {
    this.locals.get(name)!.pop();
  }

  local(name: string): Local | undefined {
    return this.locals.get(name)?.at(-1);
  }

  setSize(node: Node, size: SizeRange | undefined): void {
    if (size) this.sizes.set(node, size);
  }

  setEntries(node: Node, entries: EntrySizes | undefined): void {
    if (entries) this.entries.set(node, entries);
  }

  setPath(node: Node, path: ValuePath): void {
    this.paths.set(node, path);
  }

  pathOf(node: Node): ValuePath {
    const local = node.kind === 'identifier' ? this.local(node.name) : undefined;
    return local?.path ?? this.paths.get(node) ?? ValuePath.NONE;
  }

  sizeOf(node: Node): SizeRange | undefined {
    const known = this.sizes.get(node) ?? writtenSize(node);
    if (known) return known;
    const declared = this.sizeAt(this.pathOf(node));
    if (declared) {
      this.sizes.set(node, declared);
      return declared;
    }
    if (isScalar(this.typeOf(node))) return exactly(1n);
    return node.kind === 'identifier' ? this.local(node.name)?.size : undefined;
  }

  entriesOf(node: Node): EntrySizes | undefined {
    const known = this.entries.get(node);
    if (known) return known;
    return node.kind === 'identifier' ? this.local(node.name)?.entries : undefined;
  }
}

/** The size of what is written out. */
function writtenSize(node: Node): SizeRange | undefined {
  switch (node.kind) {
    case 'list':
      return exactly(BigInt(node.elements.length));
    case 'map':
      return exactly(BigInt(node.entries.length));
    case 'literal': {
      const { literal } = node;
      if (literal.type === 'string') return exactly(BigInt([...literal.value].length));
      return exactly(literal.type === 'bytes' ? BigInt(literal.value.length) : 1n);
    }
    default:
      return undefined;
  }
}

const SCALARS: ReadonlySet<string> = new Set(['bool', 'double', 'duration', 'int', 'timestamp', 'uint']);

function isScalar(type: CelType): boolean {
  if (type.kind === 'opaque') return type.name === 'optional_type' && isScalar(type.parameters[0]!);
  return SCALARS.has(type.kind);
}
