import { spawnSync } from 'node:child_process';
import { posix } from 'node:path';
import { isManifestFile } from '../../manifests/load-manifests';
import { type ParsedManifests, parseManifests } from '../../manifests/parse-manifests';
import { UsageError } from '../exit';

/** The largest answer of git that is read: manifests are text that people review. */
const MOST_BYTES = 512 * 1024 * 1024;

interface GitAnswer {
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

/** A git repository, asked through the `git` program. Nothing is written to it. */
export class GitRepository {
  /** @param folder anywhere in its work tree */
  constructor(private readonly folder = '.') {}

  /** The commit that a ref names. @throws UsageError that says what to do when there is none */
  commitOf(ref: string): string {
    const { ok, out } = this.git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
    if (ok) return out.trim();
    if (!this.isRepository())
      throw new UsageError(
        `"${ref}" is no file or folder here, and this folder is in no git repository: expected a git ref, a folder, a file or \`cluster\``,
      );
    throw new UsageError(
      this.isShallow
        ? `"${ref}" is not in this clone, which is shallow: fetch it with \`git fetch origin ${bareName(ref)}\`, or clone with the whole history (fetch-depth: 0)`
        : `"${ref}" is no file, folder or git ref; \`git branch --all\` lists the refs of this repository`,
    );
  }

  /** The commit where the histories of `ref` and of what is checked out part. @throws UsageError when they share none here */
  mergeBaseWith(ref: string): string {
    const commit = this.commitOf(ref);
    const { ok, out } = this.git('merge-base', commit, 'HEAD');
    if (ok && out.trim()) return out.trim();
    throw new UsageError(
      this.isShallow
        ? `this clone is shallow: it does not reach back to where ${ref} and HEAD part; fetch more with \`git fetch --unshallow\`, or clone with the whole history (fetch-depth: 0)`
        : `${ref} and HEAD have no history in common; name a base that HEAD comes from`,
    );
  }

  get isShallow(): boolean {
    return this.git('rev-parse', '--is-shallow-repository').out.trim() === 'true';
  }

  isRepository(): boolean {
    return this.git('rev-parse', '--git-dir').ok;
  }

  /** The manifests that a commit has in a folder (one level deep) or file; undefined when it has neither. */
  manifestsIn(commit: string, path: string, label = commit): ParsedManifests | undefined {
    const inTree = this.pathInTree(path);
    const files = this.filesIn(commit, inTree);
    if (files.length === 0) return undefined;
    const parsed = files.map((file) => parseManifests(this.contentOf(commit, file), `${label}:${file}`));
    return {
      objects: parsed.flatMap(({ objects }) => objects),
      problems: parsed.flatMap(({ problems }) => problems),
    };
  }

  /** Of the work tree. */
  get top(): string {
    return this.ask('rev-parse', '--show-toplevel').trim();
  }

  /** Below the top of the work tree, empty for the top itself: `packages/shop`. */
  get prefix(): string {
    return this.ask('rev-parse', '--show-prefix').trim().replace(/\/$/, '');
  }

  private pathInTree(path: string): string {
    const joined = posix.normalize(posix.join(this.prefix, path.replaceAll('\\', '/')));
    if (joined.startsWith('..')) throw new UsageError(`${path} is outside of this git repository`);
    return joined.replace(/\/$/, '');
  }

  private filesIn(commit: string, path: string): readonly string[] {
    const type = this.git('cat-file', '-t', `${commit}:${path === '.' ? '' : path}`);
    if (!type.ok) return [];
    if (type.out.trim() === 'blob') return [path];
    const folder = path === '.' ? '' : `${path}/`;
    const names = this.ask(
      'ls-tree',
      '--full-tree',
      '--name-only',
      '-z',
      commit,
      ...(folder ? [folder] : []),
    );
    return names.split('\0').filter(isManifestFile).sort();
  }

  private contentOf(commit: string, file: string): string {
    return this.ask('cat-file', 'blob', `${commit}:${file}`);
  }

  private ask(...args: readonly string[]): string {
    const { ok, out, err } = this.git(...args);
    if (ok) return out;
    throw new UsageError(`git ${args[0]} failed: ${err.trim() || 'it said nothing'}`);
  }

  private git(...args: readonly string[]): GitAnswer {
    const { status, stdout, stderr, error } = spawnSync('git', ['--literal-pathspecs', ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      maxBuffer: MOST_BYTES,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    });
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
      throw new UsageError('git is not installed; compare folders or files instead of git refs');
    if (error) throw error;
    return { ok: status === 0, out: stdout, err: stderr };
  }
}

/** `main` of `origin/main`. */
function bareName(ref: string): string {
  return ref.startsWith('origin/') ? ref.slice('origin/'.length) : ref;
}
