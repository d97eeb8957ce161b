import { goRegExpError, goRegExpMatches } from '../../lib/kube/go-regexp';
import recorded from '../golden/go-regexp/expressions.json';

interface Expression {
  readonly pattern: string;
  readonly error?: string;
  readonly matches?: readonly string[];
}

const expressions: readonly Expression[] = recorded.expressions;
const refused = expressions.filter(({ error }) => error !== undefined);
const accepted = expressions.filter(({ error }) => error === undefined);

it.each(refused)('refuses $pattern as Go does', ({ pattern, error }) => {
  expect(goRegExpError(pattern)).toBe(error);
});

it.each(accepted)('matches $pattern as Go does', ({ pattern, matches }) => {
  expect(recorded.texts.filter((text) => goRegExpMatches(pattern, text))).toEqual(matches);
});

it('throws for an expression that Go does not accept', () => {
  expect(() => goRegExpMatches('(', 'a')).toThrow('missing closing )');
});
