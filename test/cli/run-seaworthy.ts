import { createColors } from 'picocolors';
import { main } from '../../lib/cli/main';

export interface Outcome {
  readonly code: number;
  /** What a pipeline reads. */
  readonly out: string;
  /** What a person reads beside it. */
  readonly err: string;
}

/** Runs the program in this process, as from a shell whose output is no terminal. */
export async function seaworthy(...args: readonly string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const before = process.exitCode;
  try {
    process.exitCode = 0;
    await main(args, {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      live: false,
      colors: createColors(false),
    });
    return { code: process.exitCode as number, out: out.join('\n'), err: err.join('\n') };
  } finally {
    process.exitCode = before;
  }
}
