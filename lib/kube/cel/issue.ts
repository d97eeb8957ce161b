/** Something that is wrong with an expression, and where: a position in its text, or -1 for the whole. */
export interface CelIssue {
  readonly offset: number;
  readonly message: string;
}

/** An expression does not compile. The message shows where, as Kubernetes shows it. */
export class CelCompileError extends Error {
  override readonly name = 'CelCompileError';

  constructor(
    readonly expression: string,
    readonly issues: readonly CelIssue[],
  ) {
    super(
      [...issues]
        .sort((a, b) => a.offset - b.offset)
        .map((issue) => display(expression, issue))
        .join('\n'),
    );
  }
}

/** What an expression computes before there are any values fails: `int('a')`. */
export class CelProgramError extends Error {
  override readonly name = 'CelProgramError';
}

/** Wide characters have wide dots below them. */
const DOT = '.';
const WIDE_DOT = '\uff0e';
const MARK = '^';
const WIDE_MARK = '\uff3e';

function display(expression: string, { offset, message }: CelIssue): string {
  if (offset < 0) return `ERROR: <input>:-1:0: ${message}`;
  if (expression === '') return `ERROR: <input>:1:0: ${message}`;
  const before = expression.slice(0, offset).split('\n');
  const line = before.length;
  const start = before.at(-1)!;
  const text = expression.split('\n')[line - 1]!.replaceAll('\t', ' ');
  const next = [...text.slice(start.length)][0] ?? '';
  const dots = [...start].map((character) => (isWide(character) ? WIDE_DOT : DOT)).join('');
  const mark = isWide(next) ? WIDE_MARK : MARK;
  const column = [...start].length + 1;
  return `ERROR: <input>:${line}:${column}: ${message}\n | ${text}\n | ${dots}${mark}`;
}

const isWide = (character: string) => Buffer.byteLength(character) > 1;
