/** Several measurements of one thing, in seconds. */
export interface Figures {
  readonly best: number;
  readonly median: number;
  readonly worst: number;
}

/** Measures `runs` times, after one run that does not count: it fills the caches of the machine. */
export async function repeated(runs: number, measure: () => number | Promise<number>): Promise<Figures> {
  return figuresOf(await timed(runs, measure));
}

/** The same, each measurement by itself. */
export async function timed(runs: number, measure: () => number | Promise<number>): Promise<number[]> {
  await measure();
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) seconds.push(await measure());
  return seconds;
}

export function figuresOf(seconds: readonly number[]): Figures {
  const sorted = [...seconds].sort((a, b) => a - b);
  return { best: sorted[0]!, median: sorted[Math.floor(sorted.length / 2)]!, worst: sorted.at(-1)! };
}

export function describe({ best, median, worst }: Figures): string {
  const [a, b, c] = [best, median, worst].map((seconds) => seconds.toFixed(2));
  return `median ${b} s (best ${a} s, worst ${c} s)`;
}

/** Seconds since a moment of `process.hrtime.bigint()`. */
export function since(start: bigint): number {
  return Number(process.hrtime.bigint() - start) / 1e9;
}
