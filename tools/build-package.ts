import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes `build/`: what the published package runs and what the type checker reads of it. Types are stripped line by line,
 * as everywhere in a clone, so that what was tested is what is published; only declarations come from tsc.
 */

const { compile } = require('../bin/typescript.cjs') as { compile(source: string, file: string): string };

const ROOT = join(__dirname, '..');
const FOLDERS = ['lib', 'imports'];
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

/** Compiles the sources into a folder, with the data beside them. */
export function writeJavaScript(target: string): void {
  for (const path of FOLDERS.flatMap((folder) => filesBelow(folder))) {
    const from = join(ROOT, path);
    const to = join(target, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(to), { recursive: true });
    if (path.endsWith('.ts')) writeFileSync(to, compile(readFileSync(from, 'utf8'), from));
    else copyFileSync(from, to);
  }
}

/** Writes the declarations of some sources, and of all they import. @throws Error when tsc cannot */
export function writeDeclarations(target: string, sources: readonly string[]): void {
  const project = join(target, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    emitDeclarationOnly: true,
    // `npm run typecheck` does that, before this in a release.
    noCheck: true,
    incremental: false,
    outDir: target,
    rootDir: ROOT,
    typeRoots: [join(ROOT, 'node_modules', '@types')],
  };
  mkdirSync(target, { recursive: true });
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions,
      include: [],
      files: sources.map((source) => join(ROOT, source)),
    }),
  );
  const { status, stdout } = spawnSync(process.execPath, [TSC, '-p', project], { encoding: 'utf8' });
  rmSync(project);
  if (status !== 0) throw new Error(`tsc failed:\n${stdout}`);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

if (require.main === module) {
  const target = join(ROOT, 'build');
  rmSync(target, { recursive: true, force: true });
  writeJavaScript(target);
  writeDeclarations(
    target,
    FOLDERS.flatMap(filesBelow).filter((path) => path.endsWith('.ts')),
  );
}
