import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { printLocation, type SourceLocation } from './source-location';

/** One thing an author has to change. */
export interface Problem {
  /** Type and path of the construct: `WebService "shop/api"`. */
  readonly construct: string;
  /** The author's own line. */
  readonly source?: SourceLocation;
  /** The prop or the field concerned: `replicas.min`. */
  readonly field?: string;
  /** What is wrong, with the values. */
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
}

/**
 * Says what an author has to change. It is printed without a stack trace: only the author's own line is of use to them.
 */
export class ConstructError extends Error {
  declare readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(printProblem).join('\n'));
    // Not enumerable: Node prints the enumerable properties of an error.
    Object.defineProperty(this, 'problems', { value: problems });
    Object.defineProperty(this, 'stack', { value: printStack(this.message, problems) });
  }
}

Object.defineProperty(ConstructError.prototype, 'name', { value: 'ConstructError' });

/** Type and path of a construct, as problems name it. */
export function describeConstruct(construct: IConstruct): string {
  const type = ApiObject.isApiObject(construct) ? construct.kind : construct.constructor.name;
  return `${type} "${construct.node.path}"`;
}

/** Throws the problems, if there are any. */
export function throwProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  // The comment keeps Node from quoting this line above the message of an uncaught error.
  throw new ConstructError(problems); // node-do-not-add-exception-line
}

function printProblem({ construct, source, field, message, fix }: Problem): string {
  const head = [source && printLocation(source), construct, field].filter(Boolean).join('  ');
  return `${head}\n  ${message}${fix ? `\n  fix: ${fix}` : ''}`;
}

/** Node prints an error without any frame in brackets; the one frame shown is the author's. */
function printStack(message: string, problems: readonly Problem[]): string {
  const source = problems.find((problem) => problem.source)?.source;
  return `ConstructError: ${message}${source ? `\n    at ${source.file}:${source.line}:${source.column}` : ''}`;
}
