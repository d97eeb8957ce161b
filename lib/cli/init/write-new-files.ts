import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../exit';

export interface WrittenFile {
  readonly path: string;
  /** Whether it was there already, and stays as it is. */
  readonly kept: boolean;
}

/** Writes files into a folder, in their order; what exists is never touched. @throws UsageError when it cannot be written */
export function writeNewFiles(folder: string, files: ReadonlyMap<string, string>): readonly WrittenFile[] {
  return [...files].map(([path, text]) => ({ path, kept: !writeNewFile(join(folder, path), text) }));
}

/** Whether it was written: the file system decides, so that nothing that appears meanwhile is lost. */
function writeNewFile(file: string, text: string): boolean {
  if (existsSync(file)) return false;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && existsSync(file)) return false;
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}
