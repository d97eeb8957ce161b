import { basename } from 'node:path';

/**
 * The arguments in the usual order. With `KUBECTL_EXTERNAL_DIFF="seaworthy diff"`, kubectl names its two folders before
 * the words that follow the program: `seaworthy /tmp/LIVE-1 /tmp/MERGED-2 diff`.
 */
export function inUsualOrder(args: readonly string[]): readonly string[] {
  const [live = '', merged = '', command, ...flags] = args;
  const isKubectl = /^LIVE-/.test(basename(live)) && /^MERGED-/.test(basename(merged));
  return isKubectl && command !== undefined ? [command, ...flags, live, merged] : args;
}
