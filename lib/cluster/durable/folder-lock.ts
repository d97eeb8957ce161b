import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DataFolderError } from './data-folder-error';
import { isAlive } from './is-alive';

/** Keeps two processes from writing to one data folder. */
export class FolderLock {
  private constructor(private readonly path: string) {}

  /** @throws DataFolderError when another process that is alive has it */
  static take(folder: string): FolderLock {
    const path = join(folder, 'lock');
    for (let attempt = 0; attempt < 2; attempt++) {
      if (wasCreated(path)) return new FolderLock(path);
      const holder = Number(readFileSync(path, 'utf8'));
      if (holder !== process.pid && isAlive(holder))
        throw new DataFolderError(
          `${folder} is in use by process ${holder}; end that cluster first, or remove ${path} if it is no cluster`,
        );
      rmSync(path, { force: true });
    }
    throw new DataFolderError(`${path} cannot be taken: another process is faster`);
  }

  release(): void {
    rmSync(this.path, { force: true });
  }
}

function wasCreated(path: string): boolean {
  try {
    const descriptor = openSync(path, 'wx', 0o600);
    writeSync(descriptor, String(process.pid));
    closeSync(descriptor);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}
