import { createColors } from 'picocolors';
import { main } from '../../lib/cli/main';

export interface Outcome {
  readonly code: number;
  /** What a pipeline reads. */
  readonly out: string;
  /** What a person reads beside it. */
  readonly err: string;
  /** Both, in the order in which they were written. */
  readonly all: string;
}

/** Runs the program in this process, as from a shell whose output is no terminal. */
export async function seaworthy(...args: readonly string[]): Promise<Outcome> {
  const lines: { readonly stream: 'out' | 'err'; readonly text: string }[] = [];
  const textOf = (...streams: readonly string[]) =>
    lines.flatMap(({ stream, text }) => (streams.includes(stream) ? [text] : [])).join('\n');
  const before = process.exitCode;
  try {
    process.exitCode = 0;
    await main(args, {
      out: (text) => void lines.push({ stream: 'out', text }),
      err: (text) => void lines.push({ stream: 'err', text }),
      live: false,
      colors: createColors(false),
    });
    const code = process.exitCode as number;
    return { code, out: textOf('out'), err: textOf('err'), all: textOf('out', 'err') };
  } finally {
    process.exitCode = before;
  }
}
