import { equal } from './frozen';
import { isObject, member } from './record';

/** A path that cannot be read, in kubectl's words. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number; readonly step?: number }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'union'; readonly paths: readonly (readonly Step[])[] }
  | { readonly kind: 'filter'; readonly left: Operand; readonly operator: string; readonly right: Operand };

type Operand = { readonly path: readonly Step[] } | { readonly literal: unknown };

/**
 * One path of kubectl's JSONPath dialect, as columns of custom resources and `-o jsonpath` have it, without the braces:
 * `.spec.ports[?(@.name=="http")].port`.
 */
export class JsonPath {
  private constructor(private readonly steps: readonly Step[]) {}

  /** @throws JsonPathError */
  static parse(text: string): JsonPath {
    return new JsonPath(new PathReader(text).read());
  }

  /**
   * All values that the path leads to. Keys that are missing lead nowhere.
   * @throws JsonPathError if there are very many on the way: each `..` finds what those before it find again
   */
  find(value: unknown): readonly unknown[] {
    return follow(this.steps, [value]);
  }
}

const NAME_END = new Set(['.', ',', '[', ']', '$', '@', '{', '}', ' ', '\t', '\n', '\r']);
const FILTER = /^(.*?)(!=|==|<=|>=|<|>)(.*)$/s;
const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;

class PathReader {
  private at = 0;
  private readonly steps: Step[] = [];

  constructor(private readonly text: string) {}

  read(): readonly Step[] {
    while (this.at < this.text.length) this.readStep();
    return this.steps;
  }

  private readStep(): void {
    const { text, at } = this;
    if (text.startsWith('[?(', at)) this.readFilter();
    else if (text.startsWith('..', at)) this.readRecursive();
    else if (text[at] === '.') this.readField(at + 1);
    else if (text[at] === '[') this.readBrackets();
    else if (text[at] === '@' || text[at] === '$' || text[at] === ' ') this.at++;
    else if (/[\w]/.test(text[at]!)) this.readField(at);
    else throw new JsonPathError(`unrecognized character in action: ${JSON.stringify(text[at])}`);
  }

  private readRecursive(): void {
    if (this.steps.at(-1)?.kind === 'recursive')
      throw new JsonPathError('invalid multiple recursive descent');
    this.steps.push({ kind: 'recursive' });
    this.at += 2;
    if (/\w/.test(this.text[this.at] ?? '')) this.readField(this.at);
  }

  /** Escaped characters belong to the name. */
  private readField(start: number): void {
    let name = '';
    this.at = start;
    for (; this.at < this.text.length && !NAME_END.has(this.text[this.at]!); this.at++) {
      if (this.text[this.at] === '\\') this.at++;
      name += this.text[this.at] ?? '';
    }
    if (name === '*') this.steps.push({ kind: 'wildcard' });
    else if (name !== '') this.steps.push({ kind: 'field', name });
  }

  private readBrackets(): void {
    const end = this.text.indexOf(']', this.at);
    if (end < 0) throw new JsonPathError('unterminated array');
    const inner = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    const parts = inner.split(',');
    if (parts.length > 1)
      this.steps.push({
        kind: 'union',
        paths: parts.map((part) => new PathReader(`[${part.trim()}]`).read()),
      });
    else this.steps.push(bracketStep(inner));
  }

  private readFilter(): void {
    const start = this.at + '[?('.length;
    const end = this.text.indexOf(')]', start);
    if (end < 0) throw new JsonPathError('unterminated filter');
    const inner = this.text.slice(start, end);
    this.at = end + ')]'.length;
    const [, left = inner, operator = 'exists', right = ''] = FILTER.exec(inner) ?? [];
    this.steps.push({ kind: 'filter', left: operandOf(left), operator, right: operandOf(right) });
  }
}

function bracketStep(text: string): Step {
  if (text === '*') return { kind: 'wildcard' };
  const key = /^'([^']*)'$/.exec(text)?.[1];
  if (key !== undefined) return { kind: 'field', name: key.replace(/\\(.)/gs, '$1') };
  const match = SLICE.exec(text);
  if (!match || text === '') throw new JsonPathError(`invalid array index ${text}`);
  const [, first, second, third] = match;
  if (second === undefined) return { kind: 'index', index: Number(first) };
  const numberIn = (part: string | undefined) =>
    part === undefined || part === '' ? undefined : Number(part);
  return {
    kind: 'slice',
    from: numberIn(first),
    to: numberIn(second.slice(1)),
    step: numberIn(third?.slice(1)),
  };
}

function operandOf(text: string): Operand {
  const trimmed = text.trim();
  const quoted = /^(["'])(.*)\1$/s.exec(trimmed)?.[2];
  if (quoted !== undefined) return { literal: quoted };
  if (/^[+-]?\d+(\.\d+)?$/.test(trimmed)) return { literal: Number(trimmed) };
  if (trimmed === 'true' || trimmed === 'false') return { literal: trimmed === 'true' };
  return { path: new PathReader(trimmed).read() };
}

const MOST_VALUES = 10_000;

function follow(steps: readonly Step[], values: readonly unknown[]): readonly unknown[] {
  let current = values;
  for (const step of steps) {
    const found: unknown[] = [];
    for (const value of current) {
      for (const one of next(step, value)) found.push(one);
      if (found.length > MOST_VALUES) throw new JsonPathError(`more than ${MOST_VALUES} values found`);
    }
    current = found;
  }
  return current;
}

function next(step: Step, value: unknown): readonly unknown[] {
  switch (step.kind) {
    case 'field': {
      const found = isObject(value) ? member(value, step.name) : undefined;
      return found === undefined ? [] : [found];
    }
    case 'wildcard':
      return childrenOf(value);
    case 'index': {
      if (!Array.isArray(value)) return [];
      const found = value.at(step.index);
      return found === undefined ? [] : [found];
    }
    case 'slice':
      return Array.isArray(value) ? sliced(value, step) : [];
    case 'recursive':
      return [value, ...childrenOf(value).flatMap((child) => next(step, child))];
    case 'union':
      return step.paths.flatMap((path) => follow(path, [value]));
    case 'filter':
      return Array.isArray(value) ? value.filter((element) => passes(step, element)) : [];
  }
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function sliced(
  list: readonly unknown[],
  { from, to, step = 1 }: Step & { kind: 'slice' },
): readonly unknown[] {
  const part = list.slice(from, to);
  return step > 1 ? part.filter((_, index) => index % step === 0) : part;
}

function passes({ left, operator, right }: Step & { kind: 'filter' }, element: unknown): boolean {
  const [a, ...more] = valuesOf(left, element);
  if (operator === 'exists') return a !== undefined;
  const [b] = valuesOf(right, element);
  if (a === undefined || b === undefined || more.length > 0) return false;
  switch (operator) {
    case '==':
      return equal(a, b);
    case '!=':
      return !equal(a, b);
    default:
      return typeof a === typeof b && isOrdered(a as number, operator, b as number);
  }
}

function isOrdered(a: number, operator: string, b: number): boolean {
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function valuesOf(operand: Operand, element: unknown): readonly unknown[] {
  return 'literal' in operand ? [operand.literal] : follow(operand.path, [element]);
}
