import type { IConstruct } from 'constructs';
import { describeConstruct, type Problem, throwProblems } from './construct-error';
import { callerLocation, sourceOf } from './source-location';

/** What is wrong with a prop or a call. */
export type Report = Omit<Problem, 'construct' | 'source'>;

const open = new WeakMap<IConstruct, Problem[]>();

/**
 * Starts gathering what is {@link report}ed about a construct, so that its constructor can tell all of it at once.
 * The function returned ends this, and throws a `ConstructError` when something was reported.
 */
export function gatherProblems(construct: IConstruct): () => void {
  const problems: Problem[] = [];
  open.set(construct, problems);
  return () => {
    open.delete(construct);
    throwProblems(problems);
  };
}

/** Reports a problem of a construct: thrown at once, unless the construct's problems are being gathered. */
export function report(construct: IConstruct, what: Report): void {
  const source = callerLocation() ?? sourceOf(construct);
  const problem: Problem = { construct: describeConstruct(construct), source, ...what };
  const gathered = open.get(construct);
  if (gathered) gathered.push(problem);
  else throwProblems([problem]);
}
