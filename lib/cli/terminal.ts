import { createColors } from 'picocolors';

type Colors = ReturnType<typeof createColors>;

/** Where a command writes: results to one stream, progress and errors to the other. */
export interface Terminal {
  /** Results; what a pipeline reads. */
  out(text: string): void;
  /** Progress, warnings and errors. */
  err(text: string): void;
  /** Whether progress may be redrawn in place. */
  readonly live: boolean;
  /** Colours for results; none where the output is no terminal, or NO_COLOR is set. */
  readonly colors: Colors;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const plain = env.NO_COLOR !== undefined && env.NO_COLOR !== '';
  const live = Boolean(stderr.isTTY) && env.TERM !== 'dumb' && !env.CI;
  for (const stream of [stdout, stderr]) stream.on('error', endQuietly);
  return {
    out: (text) => stdout.write(`${text}\n`),
    err: (text) => stderr.write(`${text}\n`),
    live,
    colors: createColors(Boolean(stdout.isTTY) && !plain && env.TERM !== 'dumb'),
  };
}

/** The reader has gone, as `head` does: nobody is left to be told. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}
