import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadManifests } from '../../manifests/load-manifests';
import type { ParsedManifests } from '../../manifests/parse-manifests';
import { UsageError } from '../exit';
import type { GitRepository } from './repository';

const CONFIG = 'cdk8s.yaml';

/**
 * Synthesizes what the app of a commit writes: in a temporary worktree, which is removed whatever happens, an interrupt
 * included. Dependencies are those that are installed here.
 * @param name what the commit is called in messages
 * @throws UsageError when the commit has no app, or it fails
 */
export async function synthesizeCommit(
  repository: GitRepository,
  commit: string,
  name: string,
): Promise<ParsedManifests> {
  const { top, prefix } = repository;
  const temporary = mkdtempSync(join(tmpdir(), 'seaworthy-review-'));
  const worktree = join(temporary, 'tree');
  const remove = () => removeWorktree(top, worktree, temporary);
  process.once('exit', remove);
  try {
    addWorktree(top, worktree, commit, name);
    const project = join(worktree, prefix);
    linkDependencies(top, prefix, worktree);
    const output = join(temporary, 'out');
    await runApp(appOf(project, name), project, output, name);
    const { objects, problems } = loadManifests([output]);
    return { objects, problems };
  } finally {
    process.off('exit', remove);
    remove();
  }
}

function addWorktree(top: string, worktree: string, commit: string, name: string): void {
  const { status, stderr } = git(top, 'worktree', 'add', '--quiet', '--detach', worktree, commit);
  if (status !== 0)
    throw new UsageError(`${name} could not be checked out beside this tree: ${stderr.trim()}`);
}

function removeWorktree(top: string, worktree: string, temporary: string): void {
  git(top, 'worktree', 'remove', '--force', worktree);
  rmSync(temporary, { recursive: true, force: true });
  git(top, 'worktree', 'prune');
}

function git(cwd: string, ...args: readonly string[]) {
  return spawnSync('git', args, { cwd, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
}

/** Installed packages are in no commit. */
function linkDependencies(top: string, prefix: string, worktree: string): void {
  for (const folder of new Set(['', prefix])) {
    const installed = join(top, folder, 'node_modules');
    const link = join(worktree, folder, 'node_modules');
    if (existsSync(installed) && !existsSync(link)) symlinkSync(installed, link);
  }
}

function appOf(project: string, name: string): string {
  const file = join(project, CONFIG);
  if (!existsSync(file))
    throw new UsageError(
      `${name} has no ${CONFIG}, and no manifests either: there is nothing to compare with`,
    );
  const { app } = (parse(readFileSync(file, 'utf8')) ?? {}) as { readonly app?: unknown };
  if (typeof app === 'string' && app) return app;
  throw new UsageError(`${CONFIG} of ${name} names no app; expected a line such as \`app: node main.js\``);
}

/** Ends with the program: whoever interrupts it interrupts the app. */
function runApp(command: string, cwd: string, output: string, name: string): Promise<void> {
  const child = spawn(command, {
    cwd,
    shell: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    // What is recorded of constructs is kept beside the packages, which are those of the tree that is reviewed.
    env: { ...process.env, CDK8S_OUTDIR: output, CDK8S_RECORD_CONSTRUCT_METADATA: 'false' },
    detached: true,
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-MOST_ERRORS);
  });
  const stop = (signal: NodeJS.Signals) => () => {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  const [onInterrupt, onEnd] = [stop('SIGINT'), stop('SIGTERM')];
  process.once('SIGINT', onInterrupt).once('SIGTERM', onEnd);
  return new Promise<void>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => {
      if (code === 0) done();
      else
        fail(
          new UsageError(
            `the app of ${name} (\`${command}\`) ended with ${signal ?? code}${errors ? `:\n${errors.trim()}` : ''}`,
          ),
        );
    });
  }).finally(() => {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onEnd);
  });
}

/** The end of what a failing app says. */
const MOST_ERRORS = 4_000;
