import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../exit';
import { type NodeProgram, nodeProgramOf } from './app-command';

/** How cdk8s tells an app where to write. */
const OUTDIR = 'CDK8S_OUTDIR';

/**
 * Runs the app of a project, which writes its manifests into a folder. What the app prints goes to standard error.
 * Returns when the app has nothing left to do. @throws UsageError when it fails
 */
export async function runApp(command: string, outdir: string): Promise<void> {
  const program = nodeProgramOf(command);
  if (program) await runHere(program, outdir);
  else runInShell(command, outdir);
}

function runInShell(command: string, outdir: string): void {
  const { status, signal } = spawnSync(command, {
    shell: true,
    env: { ...process.env, [OUTDIR]: outdir },
    stdio: ['inherit', 2, 'inherit'],
  });
  if (status !== 0) throw new UsageError(`the app failed: \`${command}\` ended with ${signal ?? status}`);
}

async function runHere({ file, args, preload }: NodeProgram, outdir: string): Promise<void> {
  process.env[OUTDIR] = outdir;
  process.argv = [process.execPath, file, ...args];
  const write = process.stdout.write;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  try {
    if (/ts$/.test(file)) require(hookFile());
    const load = createRequire(file);
    for (const name of preload) load(name.startsWith('.') ? resolve(name) : name);
    loadAsMain(file);
    await workIsDone();
  } catch (error) {
    throw (error as Error)?.name === 'ConstructError' ? error : new UsageError(describeFailure(error));
  } finally {
    process.stdout.write = write;
  }
}

/** For the program, `require.main === module` holds. */
function loadAsMain(file: string): void {
  const { _load } = require('node:module') as {
    _load(request: string, parent: null, isMain: boolean): unknown;
  };
  _load(file, null, true);
}

/** The app may go on asynchronously after it is loaded. */
function workIsDone(): Promise<void> {
  return new Promise((done) => process.once('beforeExit', () => done()));
}

/** What lets Node load TypeScript; it lies beside the program, in a clone as in the published package. */
export function hookFile(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'bin', 'typescript.cjs');
    if (existsSync(file)) return file;
  }
  throw new Error('bin/typescript.cjs is missing');
}

function describeFailure(error: unknown): string {
  return `the app failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`;
}
