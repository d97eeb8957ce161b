/**
 * Where in an object a value comes from: a variable, then fields, `@items`, `@keys` or `@values`.
 *
 * Paths share their parts as the slices of Go do by which Kubernetes keeps them: of two paths that go on from the same
 * one, the later may overwrite a part of the earlier. Its estimates depend on that.
 */
export class ValuePath {
  static readonly NONE = new ValuePath([], 0, 0);

  private constructor(
    private readonly parts: string[],
    readonly length: number,
    private readonly capacity: number,
  ) {}

  static of(variable: string): ValuePath {
    return new ValuePath([variable], 1, 1);
  }

  at(index: number): string {
    return this.parts[index]!;
  }

  /** Uses the room behind this path if there is some, even if another path already does. */
  append(part: string): ValuePath {
    const hasRoom = this.length < this.capacity;
    const parts = hasRoom ? this.parts : this.parts.slice(0, this.length);
    parts[this.length] = part;
    return new ValuePath(parts, this.length + 1, hasRoom ? this.capacity : Math.max(1, 2 * this.capacity));
  }

  /** A path of its own. */
  copyWith(part: string): ValuePath {
    return new ValuePath([...this.parts.slice(0, this.length), part], this.length + 1, this.length + 1);
  }
}
