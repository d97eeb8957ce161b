/** One document of a YAML file. */
export interface DocumentText {
  /** With the `---` before it. */
  readonly text: string;
  /** How many lines of the file come before it. */
  readonly line: number;
  /** Without the `---` line; undefined where that line holds more, or the file is one that must be read as a whole. */
  readonly plain?: string;
}

const SEPARATOR = /^---(?=[ \n]|$)/gm;
/** Directives, ends of documents, and line breaks other than `\n`: what comes before changes what comes after. */
const AS_A_WHOLE = /\r|^%|^\.\.\.|^\ufeff/m;

/** The documents of a file, in their order; a file that cannot be cut is one. */
export function documentsOf(text: string): readonly DocumentText[] {
  if (AS_A_WHOLE.test(text)) return [{ text, line: 0 }];
  const starts = [0];
  for (const { index } of text.matchAll(SEPARATOR)) if (index > 0) starts.push(index);
  let line = 0;
  return starts.map((start, index) => {
    const part = text.slice(start, starts[index + 1]);
    const document = { text: part, line, plain: withoutSeparator(part) };
    line += countLines(part);
    return document;
  });
}

function withoutSeparator(text: string): string | undefined {
  if (!/^---(?=[ \n]|$)/.test(text)) return text;
  return /^--- *(?:\n|$)|^--- +#[^\n]*(?:\n|$)/.test(text)
    ? text.slice(text.indexOf('\n') + 1 || text.length)
    : undefined;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
