/** Several measurements of one thing, in seconds. */
export interface Figures {
  readonly best: number;
  readonly median: number;
  readonly worst: number;
}

/** Measures `runs` times, after one run that does not count: it fills the caches of the machine. */
export async function repeated(runs: number, measure: () => number | Promise<number>): Promise<Figures> {
  await measure();
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) seconds.push(await measure());
  seconds.sort((a, b) => a - b);
  return { best: seconds[0]!, median: seconds[Math.floor(runs / 2)]!, worst: seconds[runs - 1]! };
}

export function describe({ best, median, worst }: Figures): string {
  const [a, b, c] = [best, median, worst].map((seconds) => seconds.toFixed(2));
  return `median ${b} s (best ${a} s, worst ${c} s)`;
}

/** Seconds since a moment of `process.hrtime.bigint()`. */
export function since(start: bigint): number {
  return Number(process.hrtime.bigint() - start) / 1e9;
}
