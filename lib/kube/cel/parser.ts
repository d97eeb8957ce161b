import {
  type Element,
  type Entry,
  isDeeperThan,
  type Literal,
  type Node,
  type NodeKind,
  type SelectMode,
  type StructInit,
} from './ast';
import { CelCompileError, type CelIssue } from './issue';
import { type Token, tokensOf } from './lexer';
import { expandMacro } from './macros';
import { RESERVED } from './types';

/** Deeper nesting is refused. */
const MOST_DEPTH = 250;
/** The same of what comes of it, with what macros add. */
const MOST_LEVELS = 500;
/** Longer expressions are refused. */
const MOST_CHARACTERS = 100_000;

const START_OF_EXPRESSION =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** From the loosest to the tightest, without `?:`, `||` and `&&`. */
const LEVELS: readonly (readonly string[])[] = [
  ['<', '<=', '>=', '>', '==', '!=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];
const CONSTANTS: { readonly [word: string]: Literal } = {
  true: { type: 'bool', value: true },
  false: { type: 'bool', value: false },
  null: { type: 'null' },
};
const KEYWORDS = new Set([...Object.keys(CONSTANTS), 'in']);
const MOST_INT = 2n ** 63n - 1n;
const MOST_UINT = 2n ** 64n - 1n;

/** Parses an expression and expands its macros. Throws {@link CelCompileError}. */
export function parseCel(text: string): Node {
  if (text.length > MOST_CHARACTERS)
    throw new CelCompileError('', [
      {
        offset: 0,
        message: `expression code point size exceeds limit: size: ${text.length}, limit ${MOST_CHARACTERS}`,
      },
    ]);
  return new Parser(text).parse();
}

class Parser {
  private readonly tokens: readonly Token[];
  private readonly issues: readonly CelIssue[];
  private position = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    const { tokens, issues } = tokensOf(text);
    this.tokens = tokens;
    this.issues = issues;
  }

  parse(): Node {
    const node = this.expression();
    const rest = this.next;
    if (rest.type !== 'end') throw this.unexpected(rest, '<EOF>');
    if (this.issues.length > 0) throw new CelCompileError(this.text, this.issues);
    if (isDeeperThan(MOST_LEVELS, node)) throw this.tooDeep();
    return node;
  }

  private get next(): Token {
    return this.tokens[this.position]!;
  }

  private take(): Token {
    return this.tokens[this.position++]!;
  }

  private isNext(symbol: string): boolean {
    const { type, text } = this.next;
    return (type === 'symbol' || type === 'identifier') && text === symbol;
  }

  private accept(symbol: string): Token | undefined {
    return this.isNext(symbol) ? this.take() : undefined;
  }

  private expect(symbol: string, expected = `'${symbol}'`): Token {
    return this.accept(symbol) ?? this.raise(this.unexpected(this.next, expected));
  }

  private tooDeep(): CelCompileError {
    return this.error(-1, 'max recursion depth exceeded');
  }

  private raise(error: Error): never {
    throw error;
  }

  private unexpected(token: Token, expected: string): CelCompileError {
    const after = this.tokens[this.position + 1];
    const isExtra =
      token.type !== 'end' &&
      (expected === '<EOF>' || (expected === START_OF_EXPRESSION && after !== undefined && canStart(after)));
    const what = isExtra ? 'extraneous' : 'mismatched';
    return this.error(token.offset, `Syntax error: ${what} input '${token.text}' expecting ${expected}`);
  }

  private error(offset: number, message: string): CelCompileError {
    return new CelCompileError(this.text, [...this.issues, { offset, message }]);
  }

  private expression(): Node {
    if (++this.depth > MOST_DEPTH)
      throw this.error(this.next.offset, `expression recursion limit exceeded: ${MOST_DEPTH}`);
    const condition = this.logical('||');
    const question = this.accept('?');
    let node = condition;
    if (question) {
      const whenTrue = this.logical('||');
      this.expect(':');
      node = call(question, '_?_:_', [condition, whenTrue, this.expression()]);
    }
    this.depth--;
    return node;
  }

  private logical(operator: '||' | '&&'): Node {
    const operand = () => (operator === '||' ? this.logical('&&') : this.binary(0));
    const terms = [operand()];
    const operators: Token[] = [];
    for (let token = this.accept(operator); token; token = this.accept(operator)) {
      operators.push(token);
      terms.push(operand());
    }
    return balanced(`_${operator}_`, terms, operators, 0, terms.length - 1);
  }

  private binary(level: number): Node {
    const operators = LEVELS[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    let links = 0;
    while (operators.some((operator) => this.isNext(operator))) {
      if (++links > MOST_DEPTH) throw this.tooDeep();
      const token = this.take();
      const name = token.text === 'in' ? '@in' : `_${token.text}_`;
      left = call(token, name, [left, this.binary(level + 1)]);
    }
    return left;
  }

  private unary(): Node {
    const symbol = this.isNext('!') ? '!' : this.isNext('-') ? '-' : undefined;
    if (!symbol) return this.member();
    const first = this.next;
    const isNumber = ['int', 'float'].includes(this.tokens[this.position + 1]!.type);
    if (symbol === '-' && isNumber) return this.member();
    let count = 0;
    while (this.accept(symbol)) count++;
    const operand = this.member();
    return count % 2 === 0 ? operand : call(first, symbol === '!' ? '!_' : '-_', [operand]);
  }

  private member(): Node {
    let node = this.primary();
    for (let links = 0; ; links++) {
      if (links > MOST_DEPTH) throw this.tooDeep();
      const dot = this.accept('.');
      if (dot) {
        node = this.selection(node, dot);
        continue;
      }
      const bracket = this.accept('[');
      if (!bracket) return node;
      const name = this.accept('?') ? '_[?_]' : '_[_]';
      if (this.isNext(']')) throw this.unexpected(this.next, startWith('?'));
      const index = this.expression();
      this.expect(']');
      node = call(bracket, name, [node, index]);
    }
  }

  private selection(operand: Node, dot: Token): Node {
    const isOptional = this.accept('?') !== undefined;
    const field = this.next;
    if (field.type !== 'identifier' || KEYWORDS.has(field.text))
      throw isOptional ? this.unexpected(field, 'IDENTIFIER') : this.noAlternative(field);
    this.take();
    const open = isOptional ? undefined : this.accept('(');
    if (open) return this.callOrMacro(open, field.text, operand, this.argumentsUntil(')'));
    const mode: SelectMode = isOptional ? 'optional' : 'value';
    return { kind: 'select', operand, field: field.text, mode, offset: dot.offset };
  }

  private noAlternative({ type, text, offset }: Token): CelCompileError {
    return this.error(
      offset,
      `Syntax error: no viable alternative at input '.${type === 'end' ? '' : text}'`,
    );
  }

  private primary(): Node {
    const token = this.next;
    switch (token.type) {
      case 'int':
      case 'uint':
      case 'float':
        return at(this.take(), { kind: 'literal', literal: this.number(token, '') });
      case 'string':
        return at(this.take(), {
          kind: 'literal',
          literal: { type: 'string', value: token.content as string },
        });
      case 'bytes':
        return at(this.take(), {
          kind: 'literal',
          literal: { type: 'bytes', value: token.content as Uint8Array },
        });
      case 'identifier':
        return this.named();
      case 'symbol':
        return this.bracketed(token);
      case 'end':
        throw this.unexpected(token, START_OF_EXPRESSION);
    }
  }

  private named(): Node {
    const dot = this.accept('.');
    const token = this.next;
    if (dot && token.type !== 'identifier') throw this.noAlternative(token);
    this.take();
    if (!dot && Object.hasOwn(CONSTANTS, token.text))
      return at(token, { kind: 'literal', literal: CONSTANTS[token.text]! });
    if (token.type !== 'identifier' || token.text === 'in') throw this.unexpected(token, START_OF_EXPRESSION);
    const typeName = this.structName(token);
    if (typeName !== undefined) return this.struct(typeName);
    if (RESERVED.has(token.text)) throw this.error(token.offset, `reserved identifier: ${token.text}`);
    const open = this.accept('(');
    if (open) return this.callOrMacro(open, token.text, undefined, this.argumentsUntil(')'));
    return at(token, { kind: 'identifier', name: token.text });
  }

  /** Looks ahead for `Object.spec{`. */
  private structName(first: Token): string | undefined {
    let name = first.text;
    let ahead = this.position;
    const isSymbol = (index: number, symbol: string) =>
      this.tokens[index]?.type === 'symbol' && this.tokens[index]!.text === symbol;
    while (isSymbol(ahead, '.') && this.tokens[ahead + 1]?.type === 'identifier') {
      name += `.${this.tokens[ahead + 1]!.text}`;
      ahead += 2;
    }
    if (!isSymbol(ahead, '{')) return undefined;
    this.position = ahead;
    return name;
  }

  private struct(typeName: string): Node {
    const open = this.expect('{');
    const fields: StructInit[] = [];
    while (!this.isNext('}')) {
      const optional = this.accept('?') !== undefined;
      const name = this.take();
      if (name.type !== 'identifier') throw this.unexpected(name, 'IDENTIFIER');
      const { offset } = this.expect(':');
      fields.push({ name: name.text, optional, offset, value: this.expression() });
      if (!this.accept(',')) break;
    }
    this.expect('}');
    return at(open, { kind: 'struct', typeName, fields });
  }

  private bracketed(token: Token): Node {
    switch (token.text) {
      case '(': {
        this.take();
        const inner = this.expression();
        if (!this.accept(')'))
          throw this.error(this.next.offset, `Syntax error: missing ')' at '${this.next.text}'`);
        return inner;
      }
      case '[':
        this.take();
        return at(token, { kind: 'list', elements: this.elements() });
      case '{':
        this.take();
        return at(token, { kind: 'map', entries: this.entries() });
      case '-':
        return this.negativeNumber();
      case '.':
        return this.named();
      default:
        throw this.unexpected(token, START_OF_EXPRESSION);
    }
  }

  private negativeNumber(): Node {
    const minus = this.take();
    if (this.next.type !== 'int' && this.next.type !== 'float')
      throw this.unexpected(this.next, START_OF_EXPRESSION);
    return at(minus, { kind: 'literal', literal: this.number(this.take(), '-') });
  }

  private elements(): Element[] {
    const elements: Element[] = [];
    while (!this.isNext(']')) {
      const optional = this.accept('?') !== undefined;
      elements.push({ value: this.expression(), optional });
      if (!this.accept(',')) break;
    }
    this.expect(']', elements.length > 0 ? `{']', ','}` : undefined);
    return elements;
  }

  private entries(): Entry[] {
    const entries: Entry[] = [];
    while (!this.isNext('}')) {
      const optional = this.accept('?') !== undefined;
      const key = this.expression();
      this.expect(':');
      entries.push({ key, value: this.expression(), optional });
      if (!this.accept(',')) break;
    }
    this.expect('}');
    return entries;
  }

  private argumentsUntil(close: string): Node[] {
    const args: Node[] = [];
    if (this.accept(close)) return args;
    if (this.next.type === 'end') throw this.unexpected(this.next, startWith(close));
    do args.push(this.expression());
    while (this.accept(','));
    this.expect(close, `{'${close}', ','}`);
    return args;
  }

  private callOrMacro(open: Token, name: string, target: Node | undefined, args: readonly Node[]): Node {
    const plain: Node = { kind: 'call', name, target, args, offset: open.offset };
    return expandMacro(plain, (offset, message) => this.error(offset, message)) ?? plain;
  }

  private number({ type, text, offset }: Token, sign: string): Literal {
    if (type === 'float') return { type: 'double', value: Number(`${sign}${text}`) };
    if (type === 'uint') {
      const value = BigInt(text.slice(0, -1));
      if (value > MOST_UINT) throw this.error(offset, 'invalid uint literal');
      return { type: 'uint', value };
    }
    const value = sign ? -BigInt(text) : BigInt(text);
    if (value > MOST_INT || value < -MOST_INT - 1n) throw this.error(offset, 'invalid int literal');
    return { type: 'int', value };
  }
}

const STARTS = new Set(['[', '{', '(', '.', '-', '!']);

const canStart = ({ type, text }: Token) => (type === 'symbol' ? STARTS.has(text) : type !== 'end');

/** What may come, with one more symbol, in ANTLR's order. */
function startWith(symbol: string): string {
  const after = symbol === '?' ? "'!'" : "'('";
  return START_OF_EXPRESSION.replace(after, `${after}, '${symbol}'`);
}

function at({ offset }: Token, kind: NodeKind): Node {
  return { ...kind, offset };
}

function call({ offset }: Token, name: string, args: readonly Node[]): Node {
  return { kind: 'call', name, args, offset };
}

/** A chain of equal operators becomes a tree that is not deep. */
function balanced(
  name: string,
  terms: readonly Node[],
  operators: readonly Token[],
  low: number,
  high: number,
): Node {
  if (low === high) return terms[low]!;
  const middle = Math.floor((low + high - 1 + 1) / 2);
  const split = Math.min(middle, high - 1);
  return call(operators[split]!, name, [
    balanced(name, terms, operators, low, split),
    balanced(name, terms, operators, split + 1, high),
  ]);
}
