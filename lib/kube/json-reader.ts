import { goQuote } from './go-format';
import type { JsonNotes } from './json';
import { setMember } from './record';

/** A text is not JSON; the message is that of the API server. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

interface Frame {
  readonly container: unknown[] | Record<string, unknown>;
  /** Of an object: the key whose value comes next. */
  key: string;
  /** Of an object: all keys so far, repeated ones too. */
  readonly keys: string[];
  /** Of an object: the values of every key. */
  readonly seen: Map<string, unknown[]>;
  /** Where the container lies, once somebody asked: `spec.containers[0]`. */
  path?: string;
}

/** The API server reports no more. */
const MAX_DUPLICATES = 100;

const INSIDE_TOKEN = /numeric literal|escape|^in literal/;

/** A container has begun that is not empty. */
const OPENED = Symbol('opened');

const LITERALS: readonly (readonly [text: string, value: unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** Reads JSON character by character: slower than the built-in parser, but it says what it saw, and what is wrong. */
export class JsonReader {
  private position = 0;
  private readonly stack: Frame[] = [];
  private readonly repeated = new Map<object, readonly string[]>();
  private readonly values = new Map<object, Map<string, readonly unknown[]>>();
  private readonly duplicates = new Set<string>();
  private readonly numbers = new Map<object, Map<string, string>>();

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {}

  get hasNotes(): boolean {
    return this.repeated.size > 0 || this.numbers.size > 0;
  }

  notes(): JsonNotes {
    const { repeated, values, duplicates, numbers } = this;
    return { repeated, values, duplicates: [...duplicates], numbers };
  }

  read(): unknown {
    for (;;) {
      let value = this.begin();
      if (value === OPENED) continue;
      while (this.stack.length > 0 && !this.store(value)) value = this.leave();
      if (this.stack.length > 0) continue;
      this.skipSpace();
      if (this.position < this.text.length) throw this.unexpected('after top-level value');
      return value;
    }
  }

  /** A scalar, an empty container, or {@link OPENED} with the reader in front of the first member. */
  private begin(): unknown {
    this.skipSpace();
    const bracket = this.peek();
    if (bracket !== '{' && bracket !== '[') return this.readScalar();
    if (this.stack.length >= this.maxDepth) throw this.unexpected('exceeded max depth');
    this.position++;
    this.stack.push({ container: bracket === '{' ? {} : [], key: '', keys: [], seen: new Map() });
    this.skipSpace();
    if (this.peek() === (bracket === '{' ? '}' : ']')) {
      this.position++;
      return this.leave();
    }
    if (bracket === '{') this.readKey();
    return OPENED;
  }

  /** Adds a finished value to its container. Whether another member follows. */
  private store(value: unknown): boolean {
    const frame = this.stack.at(-1)!;
    const isArray = Array.isArray(frame.container);
    if (isArray) (frame.container as unknown[]).push(value);
    else {
      frame.seen.get(frame.key)!.push(value);
      setMember(frame.container, frame.key, value);
    }
    this.skipSpace();
    const next = this.peek();
    if (next !== ',' && next !== (isArray ? ']' : '}'))
      throw this.unexpected(isArray ? 'after array element' : 'after object key:value pair');
    this.position++;
    if (next !== ',') return false;
    if (!isArray) {
      this.skipSpace();
      this.readKey();
    }
    return true;
  }

  private leave(): unknown {
    const { container, keys, seen } = this.stack.pop()!;
    if (keys.length > seen.size) {
      this.repeated.set(container, keys);
      this.values.set(container, new Map([...seen].filter(([, values]) => values.length > 1)));
    }
    return container;
  }

  private readKey(): void {
    if (this.peek() !== '"') throw this.unexpected('looking for beginning of object key string');
    const frame = this.stack.at(-1)!;
    frame.key = this.readString();
    frame.keys.push(frame.key);
    if (!frame.seen.has(frame.key)) frame.seen.set(frame.key, []);
    else if (this.duplicates.size < MAX_DUPLICATES) this.duplicates.add(this.pathOf(frame));
    this.skipSpace();
    if (this.peek() !== ':') throw this.unexpected('after object key');
    this.position++;
  }

  private readScalar(): unknown {
    const first = this.peek();
    if (first === '"') return this.readString();
    if (first === '-' || (first >= '0' && first <= '9')) return this.readNumber();
    const literal = LITERALS.find(([text]) => text[0] === first);
    if (!literal) throw this.unexpected('looking for beginning of value');
    const [text, value] = literal;
    for (const character of text) {
      if (this.peek() !== character)
        throw this.unexpected(`in literal ${text} (expecting ${quoteCharacter(character)})`);
      this.position++;
    }
    return value;
  }

  private readNumber(): number {
    const start = this.position;
    if (this.peek() === '-') this.position++;
    if (this.peek() === '0') this.position++;
    else this.digits('in numeric literal');
    if (this.peek() === '.') {
      this.position++;
      this.digits('after decimal point in numeric literal');
    }
    if (this.peek() === 'e' || this.peek() === 'E') {
      this.position++;
      if (this.peek() === '+' || this.peek() === '-') this.position++;
      this.digits('in exponent of numeric literal');
    }
    const literal = this.text.slice(start, this.position);
    const number = Number(literal);
    if (String(number) !== literal) this.noteNumber(literal);
    return number;
  }

  private digits(where: string): void {
    if (!isDigit(this.peek())) throw this.unexpected(where);
    while (isDigit(this.peek())) this.position++;
  }

  private noteNumber(literal: string): void {
    const frame = this.stack.at(-1);
    if (!frame) return;
    const { container } = frame;
    const noted = this.numbers.get(container) ?? new Map<string, string>();
    this.numbers.set(
      container,
      noted.set(Array.isArray(container) ? String(container.length) : frame.key, literal),
    );
  }

  private readString(): string {
    const start = this.position++;
    let escaped = false;
    for (;;) {
      const character = this.peek();
      if (character === '') throw new JsonSyntaxError('unexpected end of JSON input');
      if (character < ' ') throw this.unexpected('in string literal');
      this.position++;
      if (character === '"') break;
      if (character === '\\') {
        escaped = true;
        this.escape();
      }
    }
    const raw = this.text.slice(start, this.position);
    const value: string = escaped ? JSON.parse(raw) : raw.slice(1, -1);
    return value.replace(/\p{Surrogate}/gu, '\ufffd');
  }

  private escape(): void {
    const kind = this.peek();
    if (kind !== 'u') {
      if (kind === '' || !'bfnrt\\/"'.includes(kind)) throw this.unexpected('in string escape code');
      this.position++;
      return;
    }
    this.position++;
    for (let digit = 0; digit < 4; digit++) {
      if (!/^[0-9a-fA-F]$/.test(this.peek())) throw this.unexpected('in \\u hexadecimal character escape');
      this.position++;
    }
  }

  private skipSpace(): void {
    while (' \t\r\n'.includes(this.peek() || 'x')) this.position++;
  }

  /** The next character; empty at the end. */
  private peek(): string {
    return this.text[this.position] ?? '';
  }

  private unexpected(where: string): JsonSyntaxError {
    const isEnd = this.position >= this.text.length;
    if (isEnd && !INSIDE_TOKEN.test(where)) return new JsonSyntaxError('unexpected end of JSON input');
    // Inside a token Go sees a space behind the end.
    if (isEnd) return new JsonSyntaxError(`invalid character ' ' ${where}`);
    // Go speaks of bytes: beyond ASCII, of the first of the character.
    const first = Buffer.from(String.fromCodePoint(this.text.codePointAt(this.position)!))[0]!;
    return new JsonSyntaxError(`invalid character ${quoteCharacter(String.fromCharCode(first))} ${where}`);
  }

  /** Of the member that comes next. */
  private pathOf(frame: Frame): string {
    if (frame.path === undefined) {
      frame.path = '';
      for (const { container, key } of this.stack.slice(0, -1))
        frame.path += Array.isArray(container) ? `[${container.length}]` : `.${key}`;
    }
    return `${frame.path}.${frame.key}`.slice(frame.path.startsWith('[') ? 0 : 1);
  }
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character !== '';
}

function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  return character === '"' ? `'"'` : `'${goQuote(character).slice(1, -1)}'`;
}
