import { parseDocument } from 'yaml';
import { GO_YAML } from './go-yaml';

/**
 * Reads YAML as machines write it: block mappings and lists, scalars on one line, literal blocks. That is ten times
 * faster than a parser for all of YAML, which has to be asked where a document has more: anchors, tags, flow
 * collections, folded or continued scalars, errors.
 */

/** The document has something else than plain YAML, or an error. */
export const NOT_PLAIN = Symbol('not plain YAML');

/** Scalars that mean something else than their text in YAML 1.1, as far as they begin with a letter. */
const WORDS = /^(?:y|yes|n|no|true|false|on|off|null)$/i;
const KEY = /[A-Za-z_][\w./-]*/y;
const DOUBLE_QUOTED = /"(?:[^"\\]|\\.)*"/y;
const SINGLE_QUOTED = /'(?:[^']|'')*'/y;
/** Those that JSON has too. */
const ESCAPES = /^(?:[^\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*$/;
/** Tabs, other line breaks, and characters of which YAML has an opinion of its own. */
const ODD = /[^\n\x20-\x7e\u00a1-\u1fff\u2010-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\uffef]/;

/**
 * The value of one document; `undefined` for an empty one.
 * @param text without the `---` before it
 */
export function parsePlainYaml(text: string): unknown {
  if (ODD.test(text)) return NOT_PLAIN;
  try {
    return new PlainParser(text).document();
  } catch (error) {
    if (error === NOT_PLAIN) return NOT_PLAIN;
    throw error;
  }
}

class PlainParser {
  /** Column where the content of the current line starts; -1 at the end. */
  private indent = -1;
  /** Where the content of the current line starts and ends in the text. */
  private from = 0;
  private to = 0;
  /** Where the next line starts. */
  private rest = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    this.next();
  }

  document(): unknown {
    if (this.indent < 0) return undefined;
    if (this.indent > 0) throw NOT_PLAIN;
    const value = this.block(0);
    if (this.indent >= 0) throw NOT_PLAIN;
    return value;
  }

  /** Goes to the next line that is neither empty nor a comment. */
  private next(): void {
    const { text } = this;
    while (this.rest < text.length) {
      const start = this.rest;
      const newline = text.indexOf('\n', start);
      this.to = newline < 0 ? text.length : newline;
      this.rest = this.to + 1;
      let from = start;
      while (text.charCodeAt(from) === SPACE) from++;
      if (from >= this.to || text.charCodeAt(from) === HASH) continue;
      this.from = from;
      this.indent = from - start;
      return;
    }
    this.indent = -1;
  }

  private block(indent: number): unknown {
    if (this.depth++ >= MOST_DEPTH) throw NOT_PLAIN;
    const value = this.isItem(this.from) ? this.list(indent) : this.mapping(indent);
    this.depth--;
    return value;
  }

  private mapping(indent: number): unknown {
    const value: Record<string, unknown> = {};
    while (this.indent === indent && !this.isItem(this.from)) {
      const key = this.key();
      if (key === undefined || Object.hasOwn(value, key) || key === '__proto__') throw NOT_PLAIN;
      value[key] = this.value(indent);
    }
    if (this.indent > indent) throw NOT_PLAIN;
    return value;
  }

  /** Reads `key:` and stands behind it; undefined, and does not move, where there is no key. */
  private key(): string | undefined {
    const { text, from } = this;
    const first = text.charCodeAt(from);
    const pattern = first === DOUBLE ? DOUBLE_QUOTED : first === SINGLE ? SINGLE_QUOTED : KEY;
    pattern.lastIndex = from;
    const found = pattern.exec(text)?.[0];
    const colon = from + (found?.length ?? 0);
    if (found === undefined || found.length > LONGEST_KEY) return undefined;
    if (colon >= this.to || text.charCodeAt(colon) !== COLON) return undefined;
    if (colon + 1 < this.to && text.charCodeAt(colon + 1) !== SPACE) return undefined;
    this.from = colon + 1;
    if (pattern === KEY) {
      if (WORDS.test(found)) throw NOT_PLAIN;
      return found;
    }
    return unquoted(found);
  }

  /** What stands behind a key, on its line or below it. */
  private value(indent: number): unknown {
    if (!this.isRestEmpty()) return this.scalar(indent);
    this.next();
    if (this.indent > indent) return this.block(this.indent);
    return this.indent === indent && this.isItem(this.from) ? this.list(indent) : null;
  }

  private list(indent: number): unknown {
    const values: unknown[] = [];
    while (this.indent === indent && this.isItem(this.from)) {
      const dash = this.from;
      this.from++;
      if (this.isRestEmpty()) {
        this.next();
        values.push(this.indent > indent ? this.block(this.indent) : null);
        continue;
      }
      const column = indent + (this.from - dash);
      values.push(this.isItem(this.from) || this.startsMapping() ? this.inItem(column) : this.scalar(indent));
    }
    if (this.indent > indent) throw NOT_PLAIN;
    return values;
  }

  /** A collection that starts on the line of the dash. */
  private inItem(column: number): unknown {
    this.indent = column;
    return this.block(column);
  }

  private startsMapping(): boolean {
    const { from } = this;
    const isKey = this.key() !== undefined;
    this.from = from;
    return isKey;
  }

  private isItem(at: number): boolean {
    const { text } = this;
    return text.charCodeAt(at) === DASH && (at + 1 >= this.to || text.charCodeAt(at + 1) === SPACE);
  }

  /** Skips spaces; whether nothing but a comment is left of the line. */
  private isRestEmpty(): boolean {
    const { text } = this;
    const start = this.from;
    while (this.from < this.to && text.charCodeAt(this.from) === SPACE) this.from++;
    return this.from >= this.to || (text.charCodeAt(this.from) === HASH && this.from > start);
  }

  /** @param indent of what the scalar belongs to */
  private scalar(indent: number): unknown {
    const { text, from } = this;
    const first = text[from]!;
    if (first === '|') return this.literal(indent);
    let value: unknown;
    if (first === '"' || first === "'") value = this.quoted(first === '"' ? DOUBLE_QUOTED : SINGLE_QUOTED);
    else if (first === '{' || first === '[') value = this.emptyCollection(first);
    else value = this.plain();
    this.next();
    if (this.indent > indent) throw NOT_PLAIN;
    return value;
  }

  private quoted(pattern: RegExp): string {
    pattern.lastIndex = this.from;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined || found.includes('\n')) throw NOT_PLAIN;
    this.from += found.length;
    if (!this.isRestEmpty()) throw NOT_PLAIN;
    return unquoted(found);
  }

  private emptyCollection(bracket: string): unknown {
    const close = bracket === '{' ? '}' : ']';
    if (this.text[this.from + 1] !== close) throw NOT_PLAIN;
    this.from += 2;
    if (!this.isRestEmpty()) throw NOT_PLAIN;
    return bracket === '{' ? {} : [];
  }

  private plain(): unknown {
    let line = this.text.slice(this.from, this.to);
    const comment = line.indexOf(' #');
    if (comment >= 0) line = line.slice(0, comment);
    const value = line.trimEnd();
    if (NO_PLAIN_START.test(value) || value.includes(': ') || value.endsWith(':')) throw NOT_PLAIN;
    return resolved(value);
  }

  /** `|`, `|-` and the lines below, which are indented more than `indent`. */
  private literal(indent: number): string {
    const header = this.text.slice(this.from, this.to).trimEnd();
    if (header !== '|' && header !== '|-') throw NOT_PLAIN;
    const lines: string[] = [];
    let column = -1;
    while (this.rest < this.text.length) {
      const start = this.rest;
      const newline = this.text.indexOf('\n', start);
      const end = newline < 0 ? this.text.length : newline;
      let from = start;
      while (from < end && this.text.charCodeAt(from) === SPACE) from++;
      const isBlank = from >= end;
      if (!isBlank && column < 0) column = from - start;
      if (!isBlank && (from - start < column || column <= indent)) break;
      // Spaces alone, before or behind the text, count by rules of their own.
      if (isBlank && from > start) throw NOT_PLAIN;
      lines.push(isBlank ? '' : this.text.slice(start + column, end));
      this.rest = end + 1;
    }
    while (lines.at(-1) === '') lines.pop();
    this.next();
    if (lines.length === 0) return '';
    return header === '|' ? `${lines.join('\n')}\n` : lines.join('\n');
  }
}

const MOST_DEPTH = 200;
const LONGEST_KEY = 1000;
const SPACE = 32;
const DOUBLE = 34;
const HASH = 35;
const SINGLE = 39;
const DASH = 45;
const COLON = 58;

const NO_PLAIN_START = /^(?:$|[,[\]{}#&*!|>'"%@`?:]|-(?: |$)|---|\.\.\.)/;

function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  if (inner.includes('\n')) throw NOT_PLAIN;
  if (text[0] === "'") return inner.replaceAll("''", "'");
  if (!inner.includes('\\')) return inner;
  if (!ESCAPES.test(inner)) throw NOT_PLAIN;
  return JSON.parse(text) as string;
}

/** What the full parser makes of scalars that do not begin with a letter: there are few different ones. */
const known = new Map<string, unknown>();
const MOST_KNOWN = 10_000;

function resolved(text: string): unknown {
  const first = text.charCodeAt(0) | 32;
  if (first >= 97 && first <= 122 && text.charCodeAt(0) >= 65 && !WORDS.test(text)) return text;
  let value = known.get(text);
  if (value === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    value = resolvedByParser(text);
    known.set(text, value);
  }
  if (value === NOT_PLAIN) throw NOT_PLAIN;
  return value;
}

function resolvedByParser(text: string): unknown {
  const document = parseDocument(text, GO_YAML);
  if (document.errors.length > 0 || document.warnings.length > 0) return NOT_PLAIN;
  const value: unknown = document.toJS();
  return typeof value === 'object' && value !== null ? NOT_PLAIN : value;
}
