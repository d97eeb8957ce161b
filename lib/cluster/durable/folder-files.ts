import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file of a data folder whose name says from which revision on it counts. */
export interface NumberedFile {
  readonly path: string;
  readonly revision: number;
}

const NAME = /^(log|snapshot)-(\d{16})$/;

export function numberedPath(folder: string, kind: 'log' | 'snapshot', revision: number): string {
  return join(folder, `${kind}-${String(revision).padStart(16, '0')}`);
}

/** Oldest first. */
export function numberedFiles(folder: string, kind: 'log' | 'snapshot'): readonly NumberedFile[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const [, found, revision] = NAME.exec(name) ?? [];
      return found === kind ? [{ path: join(folder, name), revision: Number(revision) }] : [];
    })
    .sort((a, b) => a.revision - b.revision);
}

/**
 * Writes a file that is there as a whole or not at all, readable by its owner only, and survives a loss of power. Others
 * may go on between the parts.
 */
export async function writeWhole(path: string, parts: Iterable<Buffer>): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}.unfinished`);
  const file = await open(unfinished, 'w', 0o600);
  try {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  syncFolder(dirname(path));
}

/** Makes new names of a folder survive a loss of power. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** What a crash left behind of files that were being written. */
export function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) if (name.endsWith('.unfinished')) rmSync(join(folder, name));
}

export function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
