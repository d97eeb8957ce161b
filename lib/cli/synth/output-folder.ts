import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../exit';

/** Contents by path within the folder, with slashes, in order of path. */
export type FolderContents = ReadonlyMap<string, string>;

export interface FileChange {
  /** Within the folder. */
  readonly path: string;
  readonly change: 'new' | 'changed' | 'removed';
}

/** All files below a folder; none when it does not exist. */
export function readFolder(folder: string): FolderContents {
  if (!existsSync(folder)) return new Map();
  return new Map(
    filesBelow(folder).map((path) => [
      relative(folder, path).split(sep).join('/'),
      readFileSync(path, 'utf8'),
    ]),
  );
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

export function changesBetween(before: FolderContents, after: FolderContents): readonly FileChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): FileChange[] => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === now) return [];
    const change = old === undefined ? 'new' : now === undefined ? 'removed' : 'changed';
    return [{ path, change }];
  });
}

/**
 * An output folder that changes as a whole: the app writes beside it, and what it wrote takes its place at the end. A
 * failure before that leaves the folder as it was.
 */
export class OutputFolder {
  /** Where the app writes. */
  readonly staging: string;
  private readonly path: string;

  /** @throws UsageError for a folder in which there is more than manifests */
  constructor(folder: string) {
    this.path = resolve(folder);
    const above = relative(this.path, process.cwd());
    if (!above.startsWith('..'))
      throw new UsageError(
        `the output folder "${folder}" holds the project itself; name a folder for manifests alone`,
      );
    refuseOtherThings(this.path, folder);
    this.staging = `${this.path}.new-${process.pid}`;
    rmSync(this.staging, { recursive: true, force: true });
    mkdirSync(this.staging, { recursive: true });
  }

  /** What is there now. */
  current(): FolderContents {
    return readFolder(this.path);
  }

  /** What the app has written. */
  written(): FolderContents {
    return readFolder(this.staging);
  }

  replace(): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const old = `${this.path}.old-${process.pid}`;
    const exists = existsSync(this.path);
    if (exists) renameSync(this.path, old);
    try {
      renameSync(this.staging, this.path);
    } catch (error) {
      if (exists) renameSync(old, this.path);
      throw error;
    }
    rmSync(old, { recursive: true, force: true });
  }

  /** Leaves nothing behind; the folder itself stays as it is. */
  discard(): void {
    rmSync(this.staging, { recursive: true, force: true });
  }
}

/** The folder is replaced as a whole: nothing may be in it that nobody could write again. */
function refuseOtherThings(path: string, folder: string): void {
  if (!existsSync(path)) return;
  if (!lstatSync(path).isDirectory())
    throw new UsageError(`"${folder}" is no folder; name a folder for manifests alone`);
  const other = filesBelow(path).find((file) => !/\.(ya?ml|json)$/.test(file));
  if (other)
    throw new UsageError(
      `the output folder "${folder}" also holds ${relative(path, other)}, which would be lost; move it, or name a folder for manifests alone`,
    );
}
