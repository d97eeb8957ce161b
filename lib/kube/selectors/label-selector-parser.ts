import { keyProblem, type Requirement, requirementProblem, type SelectorOperator } from './requirement';

/** A text that is no label selector; the message is Kubernetes' own. */
export class SelectorSyntaxError extends Error {
  override readonly name = 'SelectorSyntaxError';
}

type TokenKind = 'identifier' | 'symbol' | 'keyword' | 'error' | 'end';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const SYMBOLS = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const OPERATORS: { readonly [text: string]: SelectorOperator } = {
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
  in: 'in',
  notin: 'notin',
};
const END: Token = { kind: 'end', text: '' };

/** The requirements of `a=b,c!=d,e in (f,g),!h,i,j>3`, in their order. Throws {@link SelectorSyntaxError}. */
export function parseRequirements(text: string): Requirement[] {
  return new Parser(tokenize(text)).requirements();
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  // A zero byte ends the text, as it does in Kubernetes' lexer.
  const pattern = /[ \t\r\n]*(?:([=!(),><]{1,2})|([^ \t\r\n=!(),><]+))/y;
  const end = text.indexOf('\0');
  const source = end < 0 ? text : text.slice(0, end);
  for (let match = pattern.exec(source); match; match = pattern.exec(source)) {
    const [, symbols, word] = match;
    if (symbols !== undefined) {
      const token = longestSymbol(symbols);
      tokens.push(token);
      if (token.kind === 'symbol') pattern.lastIndex -= symbols.length - token.text.length;
    } else {
      tokens.push({ kind: word === 'in' || word === 'notin' ? 'keyword' : 'identifier', text: word! });
    }
  }
  tokens.push(END);
  return tokens;
}

/** Every symbol starts a token, and none has more than two characters. */
function longestSymbol(symbols: string): Token {
  const two = symbols.slice(0, 2);
  return { kind: 'symbol', text: SYMBOLS.has(two) ? two : symbols[0]! };
}

class Parser {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  requirements(): Requirement[] {
    const requirements: Requirement[] = [];
    if (this.peek().kind === 'end') return requirements;
    if (!this.startsRequirement()) throw found(this.peek(), ", expected: !, identifier, or 'end of string'");
    for (;;) {
      requirements.push(this.requirement());
      const separator = this.next();
      if (separator.kind === 'end') return requirements;
      if (!is(separator, ',')) throw found(separator, ", expected: ',' or 'end of string'");
      if (!this.startsRequirement()) throw found(this.peek(), ", expected: identifier after ','");
    }
  }

  private requirement(): Requirement {
    try {
      const requirement = this.parseRequirement();
      const problem = requirementProblem(requirement);
      if (problem !== undefined) throw new SelectorSyntaxError(problem);
      return requirement;
    } catch (error) {
      if (!(error instanceof SelectorSyntaxError)) throw error;
      throw new SelectorSyntaxError(`unable to parse requirement: ${error.message}`);
    }
  }

  private parseRequirement(): Requirement {
    const absent = is(this.peek(), '!');
    if (absent) this.next();
    const name = this.next();
    if (!isWord(name)) throw found(name, ', expected: identifier');
    const [problem] = keyProblem(name.text, '<nil>');
    if (problem !== undefined) throw new SelectorSyntaxError(problem);
    const following = this.peek();
    if (following.kind === 'end' || is(following, ','))
      return { key: name.text, operator: absent ? '!' : 'exists', values: [] };
    // Kubernetes reads `!a` only in front of a comma or the end, but names the operator that follows.
    if (absent) return { key: name.text, operator: '!', values: [] };
    const operator = this.operator();
    const values = operator === 'in' || operator === 'notin' ? this.values() : [this.exactValue()];
    return { key: name.text, operator, values };
  }

  private operator(): SelectorOperator {
    const token = this.next();
    const operator = Object.hasOwn(OPERATORS, token.text) ? OPERATORS[token.text] : undefined;
    if (!operator) throw found(token, ', expected: in, notin, =, ==, !=, gt, lt');
    return operator;
  }

  private values(): string[] {
    const open = this.next();
    if (!is(open, '(')) throw found(open, " expected: '('");
    const first = this.peek();
    if (is(first, ')')) {
      this.next();
      return [''];
    }
    if (!isWord(first) && !is(first, ',')) throw found(first, ", expected: ',', ')' or identifier");
    const values = this.list();
    this.next();
    return [...values].sort();
  }

  /** Up to the closing parenthesis; nothing between two commas is the empty value. */
  private list(): Set<string> {
    const values = new Set<string>();
    for (;;) {
      const token = this.next();
      const following = this.peek();
      if (isWord(token)) {
        values.add(token.text);
        if (is(following, ')')) return values;
        if (!is(following, ',')) throw found(following, ", expected: ',' or ')'");
      } else if (is(token, ',')) {
        if (values.size === 0) values.add('');
        if (is(following, ')') || is(following, ',')) values.add('');
        if (is(following, ')')) return values;
      } else {
        throw found(token, ", expected: ',', or identifier");
      }
    }
  }

  private exactValue(): string {
    const following = this.peek();
    if (following.kind === 'end' || is(following, ',')) return '';
    const value = this.next();
    if (!isWord(value)) throw found(value, ', expected: identifier');
    return value.text;
  }

  private startsRequirement(): boolean {
    return isWord(this.peek()) || is(this.peek(), '!');
  }

  private peek(): Token {
    return this.tokens[this.position] ?? END;
  }

  private next(): Token {
    return this.tokens[this.position++] ?? END;
  }
}

/** Where a value or a name stands, `in` and `notin` are words like any other. */
function isWord(token: Token): boolean {
  return token.kind === 'identifier' || token.kind === 'keyword';
}

function is(token: Token, symbol: string): boolean {
  return token.kind === 'symbol' && token.text === symbol;
}

function found(token: Token, expectation: string): SelectorSyntaxError {
  return new SelectorSyntaxError(`found '${token.text}'${expectation}`);
}
