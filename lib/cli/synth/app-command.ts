import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A program of Node that can run in this process. */
export interface NodeProgram {
  /** Absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  /** Modules loaded before it (`node -r`). */
  readonly preload: readonly string[];
}

/** Characters by which a shell does more than start a program. */
const SHELL = /["'`$\\|&;<>()*?~#{}[\]=\n]/;
/** Programs that run TypeScript: here its types are stripped, and it runs as well. */
const RUNNERS = new Set(['ts-node', 'tsx']);

/**
 * The program of Node that a command runs, as `node -r ./hook.cjs main.ts` or `npx ts-node main.ts` do.
 *
 * @returns undefined for any other command, and for ES modules: a shell has to run them.
 */
export function nodeProgramOf(command: string): NodeProgram | undefined {
  if (SHELL.test(command)) return undefined;
  const words = command.trim().split(/\s+/);
  if (words[0] === 'npx') words.shift();
  const runner = words.shift() ?? '';
  if (runner !== 'node' && !RUNNERS.has(runner)) return undefined;
  const preload = preloadOf(words);
  const [file, ...args] = words;
  if (!preload || !file || file.startsWith('-')) return undefined;
  const path = resolve(file);
  return isCommonJs(path) ? { file: path, args, preload } : undefined;
}

/** Takes `-r` and what follows off the words. Undefined for an option that is not known here. */
function preloadOf(words: string[]): readonly string[] | undefined {
  const modules: string[] = [];
  while (words[0]?.startsWith('-')) {
    const option = words.shift();
    const value = words.shift();
    if ((option !== '-r' && option !== '--require') || value === undefined) return undefined;
    modules.push(value);
  }
  return modules;
}

function isCommonJs(file: string): boolean {
  if (!existsSync(file)) return false;
  if (/\.c[jt]s$/.test(file)) return true;
  return /\.[jt]s$/.test(file) && nearestPackage(dirname(file))?.type !== 'module';
}

function nearestPackage(folder: string): { readonly type?: string } | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as { type?: string };
    if (at === dirname(at)) return undefined;
  }
}
