import { type CharacterReader, readClass, readEscape, readSpecialEscape } from './go-regexp-characters';
import { GoRegExpSyntaxError } from './go-regexp-error';

/**
 * Regular expressions in Go's syntax (RE2), as Kubernetes checks and uses them: every `pattern` of a custom resource's
 * schema. Each is turned into a JavaScript expression that matches the same texts.
 */

const known = new Map<string, RegExp | string>();
const MAX_KNOWN = 1000;

/** What Go says about an expression it does not accept, or undefined. */
export function goRegExpError(pattern: string): string | undefined {
  const compiled = compile(pattern);
  return typeof compiled === 'string' ? compiled : undefined;
}

/** Whether the expression matches anywhere in `text`. Throws for an expression that {@link goRegExpError} refuses. */
export function goRegExpMatches(pattern: string, text: string): boolean {
  const compiled = compile(pattern);
  if (typeof compiled === 'string') throw new Error(compiled);
  return compiled.test(text);
}

/**
 * What the expression matches in `text`, one after the other, at most `count` of them. Throws for an expression that
 * {@link goRegExpError} refuses.
 */
export function goRegExpFindAll(pattern: string, text: string, count = Number.POSITIVE_INFINITY): string[] {
  const compiled = compile(pattern);
  if (typeof compiled === 'string') throw new Error(compiled);
  const found: string[] = [];
  if (count <= 0) return found;
  let end = -1;
  for (const { 0: match, index } of text.matchAll(new RegExp(compiled, 'gu'))) {
    // Go finds nothing empty right behind a match.
    if (match === '' && index === end) continue;
    found.push(match);
    if (found.length >= count) break;
    end = index + match.length;
  }
  return found;
}

function compile(pattern: string): RegExp | string {
  const hit = known.get(pattern);
  if (hit !== undefined) return hit;
  const compiled = translate(pattern);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(pattern, compiled);
  return compiled;
}

function translate(pattern: string): RegExp | string {
  try {
    return new RegExp(new Translator(pattern).translate(), 'u');
  } catch (error) {
    if (error instanceof GoRegExpSyntaxError) return error.message;
    throw error;
  }
}

interface Flags {
  readonly ignoresCase: boolean;
  readonly isMultiLine: boolean;
  readonly dotMatchesNewline: boolean;
  readonly isUngreedy: boolean;
}

/** One open group. */
interface Group {
  /** Those in force before it: they are again after it. */
  readonly flags: Flags;
  /** Where it begins in the output. */
  readonly start: number;
  /** The most often that something in it is repeated. */
  repeats: number;
}

const MAX_REPEATS = 1000;
const COUNTED = /\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}/y;
const TEXT_START = '(?:^)';
const TEXT_END = '(?:$)';

class Translator implements CharacterReader {
  private position = 0;
  private output = '';
  private flags: Flags = {
    ignoresCase: false,
    isMultiLine: false,
    dotMatchesNewline: false,
    isUngreedy: false,
  };
  private groups: Group[] = [{ flags: this.flags, start: 0, repeats: 1 }];
  /** How often the last item repeats what is in it; undefined where there is nothing to repeat. */
  private lastRepeats: number | undefined;
  /** Where the last item begins in the output. */
  private lastStart = 0;
  private lastIsRepeated = false;
  /** Where the operator began that made the last item. */
  private lastOperator: number | undefined;

  constructor(readonly text: string) {}

  get ignoresCase(): boolean {
    return this.flags.ignoresCase;
  }

  translate(): string {
    while (this.position < this.text.length) {
      const start = this.position;
      const isOperator = this.translateOne();
      this.lastOperator = isOperator ? start : undefined;
    }
    if (this.groups.length > 1) this.fail('missing closing )', this.text);
    return this.output;
  }

  /** The next character, as a whole code point. */
  next(): string {
    const character = String.fromCodePoint(this.text.codePointAt(this.position)!);
    this.position += character.length;
    return character;
  }

  peek(offset = 0): string {
    return this.text[this.position + offset] ?? '';
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.position);
  }

  /** Reads on to the end of `text`, and answers what comes before it; undefined, and nothing is read, without it. */
  until(text: string): string | undefined {
    const end = this.text.indexOf(text, this.position);
    if (end < 0) return undefined;
    const found = this.text.slice(this.position, end);
    this.position = end + text.length;
    return found;
  }

  at(): number {
    return this.position;
  }

  fail(code: string, expression: string): never {
    throw new GoRegExpSyntaxError(code, expression);
  }

  private item(source: string, repeats = 1): void {
    this.lastStart = this.output.length;
    this.add(source, repeats);
  }

  private add(source: string, repeats: number): void {
    this.output += source;
    this.lastIsRepeated = false;
    this.lastRepeats = repeats;
    const group = this.groups.at(-1)!;
    group.repeats = Math.max(group.repeats, repeats);
  }

  /** Whether it was a repetition. */
  private translateOne(): boolean {
    const start = this.position;
    const character = this.next();
    switch (character) {
      case '(':
        this.openGroup(start);
        return false;
      case ')':
        this.closeGroup();
        return false;
      case '|':
        this.output += '|';
        this.lastRepeats = undefined;
        return false;
      case '^':
        this.item(this.flags.isMultiLine ? '(?:(?<![^\\n]))' : TEXT_START);
        return false;
      case '$':
        this.item(this.flags.isMultiLine ? '(?:(?![^\\n]))' : TEXT_END);
        return false;
      case '.':
        this.item(this.flags.dotMatchesNewline ? '[^]' : '[^\\n]');
        return false;
      case '[':
        this.item(readClass(this, start));
        return false;
      case '*':
      case '+':
      case '?':
        this.repeat(start, character, 1);
        return true;
      case '{':
        return this.repeatCounted(start);
      case '\\':
        this.escape(start);
        return false;
      default:
        this.item(literal(character, this.ignoresCase));
        return false;
    }
  }

  private repeatCounted(start: number): boolean {
    COUNTED.lastIndex = start;
    const found = COUNTED.exec(this.text);
    if (!found) {
      this.item('\\{');
      return false;
    }
    this.position = start + found[0].length;
    const least = Number(found[1]);
    const isOpen = found[2] !== undefined && found[3] === undefined;
    const most = isOpen ? least : Number(found[3] ?? found[1]);
    if (Math.max(least, most) > MAX_REPEATS || most < least) this.fail('invalid repeat count', found[0]);
    this.repeat(start, found[0], most === 0 && !isOpen ? 0 : Math.max(most, 1));
    return true;
  }

  private repeat(start: number, operator: string, times: number): void {
    const isLazy = this.peek() === '?';
    if (isLazy) this.position++;
    if (this.lastOperator !== undefined)
      this.fail('invalid nested repetition operator', this.text.slice(this.lastOperator, this.position));
    const own = this.text.slice(start, this.position);
    if (this.lastRepeats === undefined) this.fail('missing argument to repetition operator', own);
    const repeats = times === 0 ? 1 : this.lastRepeats * times;
    if (times >= 2 && repeats > MAX_REPEATS) this.fail('invalid repeat count', own);
    // Only flags may stand between two operators: then what the first one repeats is repeated as a whole.
    if (this.lastIsRepeated) {
      const item = this.output.slice(this.lastStart);
      this.output = `${this.output.slice(0, this.lastStart)}(?:${item})`;
    }
    // `U` turns around what is greedy.
    this.add(isLazy === this.flags.isUngreedy ? operator : `${operator}?`, repeats);
    this.lastIsRepeated = true;
  }

  private escape(start: number): void {
    if (this.startsWith('Q')) {
      this.position++;
      const quoted = this.until('\\E') ?? this.rest();
      for (const character of quoted) this.item(literal(character, this.ignoresCase));
      return;
    }
    this.item(readSpecialEscape(this, start) ?? literal(readEscape(this, start), this.ignoresCase));
  }

  private rest(): string {
    const rest = this.text.slice(this.position);
    this.position = this.text.length;
    return rest;
  }

  private openGroup(start: number): void {
    const { flags } = this;
    if (this.peek() === '?' && !this.readGroupPrefix(start)) return;
    this.groups.push({ flags, start: this.output.length, repeats: 1 });
    this.output += '(?:';
    this.lastRepeats = undefined;
  }

  private closeGroup(): void {
    if (this.groups.length === 1) this.fail('unexpected )', this.text);
    const { flags, start, repeats } = this.groups.pop()!;
    this.flags = flags;
    this.lastStart = start;
    this.add(')', repeats);
  }

  /** After `(`: a name or flags. Whether it opens a group; `(?i)` only sets flags. */
  private readGroupPrefix(start: number): boolean {
    const named = /^\(\?P?<./su.exec(this.text.slice(start));
    if (named) {
      const name = this.until('>')?.replace(/^\?P?</, '');
      if (name === undefined) this.fail('invalid named capture', this.text.slice(start));
      if (!/^\w+$/.test(name)) this.fail('invalid named capture', this.text.slice(start, this.position));
      return true;
    }
    this.position++;
    return this.readFlags(start);
  }

  private readFlags(start: number): boolean {
    const set: Record<string, boolean> = {};
    let turnsOn = true;
    let sawFlag = false;
    while (this.position < this.text.length) {
      const character = this.next();
      if ('imsU'.includes(character)) {
        set[character] = turnsOn;
        sawFlag = true;
      } else if (character === '-' && turnsOn) {
        turnsOn = false;
        sawFlag = false;
      } else if ((character === ':' || character === ')') && (turnsOn || sawFlag)) {
        this.setFlags(set);
        return character === ':';
      } else break;
    }
    return this.fail('invalid or unsupported Perl syntax', this.text.slice(start, this.position));
  }

  private setFlags(set: { readonly [flag: string]: boolean }): void {
    const { flags } = this;
    this.flags = {
      ignoresCase: set['i'] ?? flags.ignoresCase,
      isMultiLine: set['m'] ?? flags.isMultiLine,
      dotMatchesNewline: set['s'] ?? flags.dotMatchesNewline,
      isUngreedy: set['U'] ?? flags.isUngreedy,
    };
  }
}

function literal(character: string, ignoresCase: boolean): string {
  const own = escaped(character);
  if (!ignoresCase) return own;
  const others = [character.toLowerCase(), character.toUpperCase()].filter(
    (other) => other !== character && [...other].length === 1,
  );
  return others.length === 0 ? own : `[${own}${others.map(escaped).join('')}]`;
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
