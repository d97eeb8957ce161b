import type { RE2JS } from 're2js';
import { withPlainClasses } from './go-regexp-classes';

/**
 * Regular expressions in Go's syntax (RE2), as users of the API write them: the `pattern` of a custom resource's schema,
 * and what expressions match with. The time to find one match grows with the text and with the expression, never faster;
 * what could take many seconds even so is not tried.
 */

const known = new Map<string, RE2JS | string>();
/** An expression that was used may keep 8 MB of what it found out about itself. */
const MAX_KNOWN = 100;
/** Of all expressions that are known: their characters and their parts, of about 100 bytes. */
const MAX_SIZE = 3_000_000;
let knownSize = 0;

/** What Go says about an expression it does not accept, or undefined. */
export function goRegExpError(pattern: string): string | undefined {
  const compiled = compile(pattern);
  return typeof compiled === 'string' ? compiled : undefined;
}

/**
 * Whether the expression matches anywhere in `text`; undefined if it could take many seconds to tell. Throws for an
 * expression that {@link goRegExpError} refuses.
 */
export function goRegExpMatches(pattern: string, text: string): boolean | undefined {
  const expression = accepted(pattern);
  return isExpensive(expression, text, 1) ? undefined : expression.test(text);
}

/** How often parts of the expression may be held against characters of the text. */
const MOST_STEPS = 200_000_000;

/** Each match may look at the whole text, with all parts of the expression. */
function isExpensive(expression: RE2JS, text: string, matches: number): boolean {
  return matches * text.length * expression.programSize() > MOST_STEPS;
}

/**
 * What the expression matches in `text`, one after the other, at most `count` of them; undefined if that could take
 * many seconds. Throws for an expression that {@link goRegExpError} refuses.
 */
export function goRegExpFindAll(
  pattern: string,
  text: string,
  count = Number.POSITIVE_INFINITY,
): string[] | undefined {
  const expression = accepted(pattern);
  const matcher = expression.matcher(text);
  const found: string[] = [];
  let end = -1;
  while (found.length < count) {
    if (isExpensive(expression, text, found.length + 1)) return undefined;
    if (!matcher.find()) break;
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
  const size = pattern.length + (typeof compiled === 'string' ? 0 : compiled.programSize());
  if (known.size >= MAX_KNOWN || knownSize + size > MAX_SIZE) {
    known.clear();
    knownSize = 0;
  }
  known.set(pattern, compiled);
  knownSize += size;
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
