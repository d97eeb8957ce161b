import type { RE2JS } from 're2js';
import { withPlainClasses } from './go-regexp-classes';

/**
 * Regular expressions in Go's syntax (RE2), as users of the API write them: the `pattern` of a custom resource's schema,
 * and what expressions match with. The time to find one match grows with the text, never faster, whatever the expression.
 */

const known = new Map<string, RE2JS | string>();
/** An expression that was used may keep 8 MB of what it found out about itself. */
const MAX_KNOWN = 100;

/** What Go says about an expression it does not accept, or undefined. */
export function goRegExpError(pattern: string): string | undefined {
  const compiled = compile(pattern);
  return typeof compiled === 'string' ? compiled : undefined;
}

/** Whether the expression matches anywhere in `text`. Throws for an expression that {@link goRegExpError} refuses. */
export function goRegExpMatches(pattern: string, text: string): boolean {
  return accepted(pattern).test(text);
}

/** How many characters may be looked at for one list of matches: each match may have looked at the whole text. */
const MOST_LOOKED_AT = 20_000_000;

/**
 * What the expression matches in `text`, one after the other, at most `count` of them; undefined if that could take
 * long. Throws for an expression that {@link goRegExpError} refuses.
 */
export function goRegExpFindAll(
  pattern: string,
  text: string,
  count = Number.POSITIVE_INFINITY,
): string[] | undefined {
  const matcher = accepted(pattern).matcher(text);
  const found: string[] = [];
  let end = -1;
  while (found.length < count && matcher.find()) {
    if (found.length * text.length > MOST_LOOKED_AT) return undefined;
    const match = matcher.group()!;
    // Go finds nothing empty right behind a match.
    if (match === '' && matcher.start() === end) continue;
    found.push(match);
    end = matcher.end();
  }
  return found;
}

function accepted(pattern: string): RE2JS {
  const compiled = compile(pattern);
  if (typeof compiled === 'string') throw new Error(compiled);
  return compiled;
}

function compile(pattern: string): RE2JS | string {
  const hit = known.get(pattern);
  if (hit !== undefined) return hit;
  const compiled = compileAnew(pattern);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(pattern, compiled);
  return compiled;
}

function compileAnew(pattern: string): RE2JS | string {
  // Only when the first expression comes: a cluster without any starts sooner.
  const { RE2JS, RE2JSSyntaxException } = require('re2js') as typeof import('re2js');
  const plain = withPlainClasses(pattern);
  try {
    return RE2JS.compile(plain.pattern);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    let part = error.input ?? undefined;
    for (const [known, written] of plain.written) part = part?.replaceAll(known, () => written);
    return goMessage(error.error, part, pattern);
  }
}

const TRAILING_BACKSLASH = 'trailing backslash at end of expression';

/** Go always names what is wrong: the whole expression, if no part of it is to blame. */
function goMessage(code: string, part: string | undefined, pattern: string): string {
  const named = part ?? (code === TRAILING_BACKSLASH ? '' : pattern);
  return `error parsing regexp: ${code}: \`${named}\``;
}
