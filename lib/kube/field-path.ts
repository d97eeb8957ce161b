/** Where a value lies in an object: `spec.containers[0].ports[1].name`. Prints as Kubernetes' field.Path does. */
export class FieldPath {
  private constructor(
    private readonly parent: FieldPath | undefined,
    private readonly name: string,
    private readonly isIndex: boolean,
  ) {}

  static of(name: string): FieldPath {
    return new FieldPath(undefined, name, false);
  }

  /** `path.child('strategy', 'rollingUpdate')` is two steps. */
  child(...names: string[]): FieldPath {
    let path: FieldPath = this;
    for (const name of names) path = new FieldPath(path, name, false);
    return path;
  }

  index(index: number): FieldPath {
    return new FieldPath(this, String(index), true);
  }

  /** An entry of a map: `metadata.annotations[example.com/key]`. */
  key(key: string): FieldPath {
    return new FieldPath(this, key, true);
  }

  toString(): string {
    // A field without a name is the object itself, which Kubernetes prints as an entry without a key.
    const isEntry = this.isIndex || this.name === '';
    const own = isEntry ? `[${this.name}]` : this.name;
    if (!this.parent) return own;
    return isEntry ? `${this.parent}${own}` : `${this.parent}.${own}`;
  }
}

/** The path of a field of `parent`, or of the object itself when there is none. */
export function pathUnder(parent: FieldPath | undefined, name: string): FieldPath {
  return parent ? parent.child(name) : FieldPath.of(name);
}
