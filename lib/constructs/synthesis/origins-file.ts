import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Origin } from '../origins';

/**
 * Where the origins of the last synthesis are kept, for whoever checks its manifests in another process: beside the
 * nearest node_modules, so that the manifests stay as they are. Without node_modules, nothing is kept.
 */
function originsFile(): string | undefined {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (existsSync(modules)) return join(modules, '.cache', 'seaworthy', 'origins.json');
    if (folder === dirname(folder)) return undefined;
  }
}

/** Names the folder that the manifests are moved to, by whoever lets the app write elsewhere first. */
export const FINAL_OUTDIR = 'SEAWORTHY_FINAL_OUTDIR';

interface KeptOrigins {
  /** Absolute path of the folder that the manifests were written to. */
  readonly outdir: string;
  readonly origins: readonly Origin[];
}

/** Keeps the origins of the objects whose authors are known. The paths of their files are as seen from the current folder. */
export function keepOrigins(outdir: string, origins: readonly Origin[]): void {
  const file = originsFile();
  if (!file) return;
  const known = origins.flatMap(({ source, ...origin }) =>
    source ? [{ ...origin, source: { ...source, file: relative(process.cwd(), source.file) } }] : [],
  );
  const kept: KeptOrigins = { outdir: resolve(process.env[FINAL_OUTDIR] ?? outdir), origins: known };
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, JSON.stringify(kept));
    renameSync(unfinished, file);
  } catch (error) {
    // A folder that must not be written to: findings then do without the lines of the authors.
    if (!NOT_WRITABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC']);

/** The origins of what was written to a folder; none where another folder was written to since. */
export function keptOrigins(outdir: string): readonly Origin[] {
  const file = originsFile();
  if (!file || !existsSync(file)) return [];
  try {
    const { outdir: written, origins } = JSON.parse(readFileSync(file, 'utf8')) as KeptOrigins;
    return written === resolve(outdir) ? origins : [];
  } catch (error) {
    // Another version may have written it.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
