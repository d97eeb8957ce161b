import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A TypeScript file of the project. */
export interface Source {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** All TypeScript files below a folder, without what is generated. */
export function sourcesBelow(folder: string): readonly Source[] {
  return filesBelow(join(ROOT, folder))
    .filter((file) => file.endsWith('.ts') && !file.includes(`${sep}generated${sep}`))
    .map((file) => ({ path: relative(ROOT, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  /** Loaded when it is needed, not with the module. */
  readonly lazy: boolean;
}

const STATIC = /^(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\sfrom\s+)?'([^']+)'/gm;
const LAZY = /(?:require|import)\('([^']+)'\)/g;

export function importsOf({ text }: Source): readonly Import[] {
  const found: Import[] = [];
  for (const [, type, specifier] of text.matchAll(STATIC))
    found.push({ specifier: specifier!, typeOnly: Boolean(type), lazy: false });
  for (const [, specifier] of text.matchAll(LAZY))
    found.push({ specifier: specifier!, typeOnly: false, lazy: true });
  return found;
}

/** The path in the repository that a relative import leads to, without extension; undefined for a package. */
export function targetOf(source: Source, { specifier }: Import): string | undefined {
  return specifier.startsWith('.') ? join(dirname(source.path), specifier).split(sep).join('/') : undefined;
}

export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
