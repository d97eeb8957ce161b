import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a guide. */
export interface Snippet {
  /** `docs/testing.md:23` */
  readonly place: string;
  readonly language: string;
  readonly text: string;
}

const ROOT = join(__dirname, '..', '..');
const FENCE = /^```(\w*)$/;

/** All blocks of the README and the guides, in their order. */
export function snippets(): readonly Snippet[] {
  const guides = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...guides.map((name) => `docs/${name}`)].flatMap(snippetsOf);
}

function snippetsOf(file: string): Snippet[] {
  const found: Snippet[] = [];
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [index, line] of readFileSync(join(ROOT, file), 'utf8').split('\n').entries()) {
    const fence = FENCE.exec(line);
    if (fence && !open) open = { line: index + 1, language: fence[1]!, lines: [] };
    else if (fence && open) {
      const { line: start, language, lines } = open;
      found.push({ place: `${file}:${start}`, language, text: lines.join('\n') });
      open = undefined;
    } else open?.lines.push(line);
  }
  return found;
}

/** A command of a `console` block and what it prints. */
export interface ShownCommand {
  readonly command: string;
  readonly output: readonly string[];
}

export function commandsOf({ text }: Snippet): readonly ShownCommand[] {
  const commands: { command: string; output: string[] }[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('$ ')) commands.push({ command: line.slice(2), output: [] });
    else commands.at(-1)!.output.push(line);
  }
  return commands;
}

/** What is shown but was not printed; undefined when all of it was. A line `…` stands for any lines, `…` in a line for any text. */
export function missingLine(shown: readonly string[], printed: readonly string[]): string | undefined {
  let at = 0;
  let mayJump = false;
  for (const line of shown) {
    if (line === '…') {
      mayJump = true;
      continue;
    }
    const found = printed.findIndex((one, index) => index >= at && matches(line, one));
    if (found < 0 || (found > at && !mayJump)) return line;
    at = found + 1;
    mayJump = false;
  }
  return undefined;
}

function matches(shown: string, printed: string): boolean {
  const parts = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(printed);
}
