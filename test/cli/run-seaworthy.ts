import { createColors } from 'picocolors';
import { main } from '../../lib/cli/main';

export interface Outcome {
  readonly code: number;
  /** What a pipeline reads. */
  readonly out: string;
  /** What a person reads beside it. */
  readonly err: string;
}

/** One text that the program wrote, and where. */
interface Written {
  readonly stream: 'out' | 'err';
  readonly text: string;
}

/** Runs the program in this process, as from a shell whose output is no terminal. */
export async function seaworthy(...args: readonly string[]): Promise<Outcome> {
  const { code, written } = await run(args);
  const textOf = (stream: Written['stream']) =>
    written.flatMap((one) => (one.stream === stream ? [one.text] : [])).join('\n');
  return { code, out: textOf('out'), err: textOf('err') };
}

/** The lines that a person sees, whatever stream they went to; empty ones are left out. */
export async function linesOf(args: readonly string[]): Promise<readonly string[]> {
  const { written } = await run(args);
  return written.flatMap(({ text }) => text.split('\n')).filter((line) => line !== '');
}

async function run(args: readonly string[]): Promise<{ code: number; written: readonly Written[] }> {
  const written: Written[] = [];
  const before = process.exitCode;
  try {
    process.exitCode = 0;
    await main(args, {
      out: (text) => void written.push({ stream: 'out', text }),
      err: (text) => void written.push({ stream: 'err', text }),
      live: false,
      colors: createColors(false),
    });
    return { code: process.exitCode as number, written };
  } finally {
    process.exitCode = before;
  }
}
