import { CelCompileError, type CelIssue } from './issue';
import { StringSyntaxError, unquote } from './string-literal';

export type TokenType = 'int' | 'uint' | 'float' | 'string' | 'bytes' | 'identifier' | 'symbol' | 'end';

export interface Token {
  readonly type: TokenType;
  /** As it is written. */
  readonly text: string;
  readonly offset: number;
  /** Of a string or of bytes. */
  readonly content?: string | Uint8Array;
}

const SPACE = /(?:[\t \r\n\f]+|\/\/[^\n]*)+/y;
const NUMBER =
  /(?:(?<uint>(?:0x[0-9a-fA-F]+|\d+)[uU])|(?<float>\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)|(?<int>0x[0-9a-fA-F]+|\d+))/y;
const ESCAPE = '\\\\(?:[abfnrtv"\'\\\\?`]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})';
const LONG = `(?:${ESCAPE}|[^\\\\])*?`;
const shortOf = (quote: string) => `(?:${ESCAPE}|[^${quote}\\\\\\n\\r])*`;
const STRING = new RegExp(
  `(?:[bB]?[rR]?|[rR][bB])(?:"""${LONG}"""|'''${LONG}'''|"${shortOf('"')}"|'${shortOf("'")}')`,
  'y',
);
/** A string that is wrong, as far as it can be read. */
const WRONG_STRING = new RegExp(`["']${shortOf('"\'')}(?:\\\\?[\\s\\S])?`, 'y');
const RAW_STRING = /(?:[bB]?[rR]|[rR][bB])(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n\r]*"|'[^'\n\r]*')/y;
const IDENTIFIER = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const SYMBOL = /==|!=|<=|>=|&&|\|\||[<>[\](){}.,\-!?:+*/%]/y;

/** The parts of an expression, and what is wrong with characters that belong to none. */
export interface Tokens {
  readonly tokens: readonly Token[];
  readonly issues: readonly CelIssue[];
}

type Match = (pattern: RegExp) => RegExpExecArray | null;

/** Splits an expression. Throws {@link CelCompileError} for texts that say what they cannot. */
export function tokensOf(text: string): Tokens {
  const tokens: Token[] = [];
  const issues: CelIssue[] = [];
  let offset = 0;
  const match: Match = (pattern) => {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };
  while (offset < text.length) {
    const space = match(SPACE);
    if (space) {
      offset += space[0].length;
      continue;
    }
    const token = tokenAt(text, offset, match);
    if (token) tokens.push(token);
    const read = token?.text ?? match(WRONG_STRING)?.[0] ?? [...text.slice(offset)][0]!;
    if (!token) issues.push({ offset, message: `Syntax error: token recognition error at: '${read}'` });
    offset += read.length;
  }
  tokens.push({ type: 'end', text: '<EOF>', offset: text.length });
  return { tokens, issues };
}

function tokenAt(text: string, offset: number, match: Match): Token | undefined {
  const string = match(RAW_STRING) ?? match(STRING);
  if (string) return stringToken(text, string[0], offset);
  const number = match(NUMBER);
  if (number) {
    const { uint, float } = number.groups!;
    return { type: uint ? 'uint' : float ? 'float' : 'int', text: number[0], offset };
  }
  const identifier = match(IDENTIFIER);
  if (identifier) return { type: 'identifier', text: identifier[0], offset };
  const symbol = match(SYMBOL);
  return symbol ? { type: 'symbol', text: symbol[0], offset } : undefined;
}

function stringToken(text: string, written: string, offset: number): Token {
  const isBytes = /^[rR]?[bB]/.test(written);
  try {
    return { type: isBytes ? 'bytes' : 'string', text: written, offset, content: unquote(written) };
  } catch (error) {
    if (!(error instanceof StringSyntaxError)) throw error;
    throw new CelCompileError(text, [{ offset, message: error.message }]);
  }
}
