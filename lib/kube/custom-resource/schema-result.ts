import type { FieldError } from '../field-error';
import { FieldPath } from '../field-path';

/** One thing that a schema does not like about a value. */
export interface SchemaProblem {
  readonly message: string;
  /** Turns it into the error of the API. `root` leads to the value that was looked at; undefined for a whole object. */
  fieldError(root: FieldPath | undefined): FieldError;
}

/** The path of a value inside of `root`. `name` is its path in the words of the schema: `spec.items[0]`, `.spec`. */
export function pathOf(root: FieldPath | undefined, name: string): FieldPath {
  const inner = name === '.' ? '' : name.replace(/^\./, '');
  if (inner === '') return root ?? FieldPath.of('<nil>');
  return root ? root.child(inner) : FieldPath.of(inner);
}

/** What came of looking at a value; `matches` says how much of it fits, to choose among alternatives. */
export class SchemaResult {
  readonly problems: SchemaProblem[] = [];
  matches = 0;

  get isValid(): boolean {
    return this.problems.length === 0;
  }

  /** The same words are said once. */
  add(problem: SchemaProblem | undefined): void {
    if (!problem || this.problems.some(({ message }) => message === problem.message)) return;
    this.problems.push(problem);
  }

  merge(other: SchemaResult | undefined): void {
    if (!other) return;
    for (const problem of other.problems) this.add(problem);
    this.matches += other.matches;
  }
}
