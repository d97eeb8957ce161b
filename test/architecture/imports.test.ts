import { CORE, EDGES, IMPORT_RULES, IMPURE_MODULES, PACKAGE_RULES } from './import-rules';
import { type Import, importsOf, isBelow, type Source, sourcesBelow, targetOf } from './sources';

const SOURCES = sourcesBelow('lib');

function everyImport(): { source: Source; imported: Import }[] {
  return SOURCES.flatMap((source) => importsOf(source).map((imported) => ({ source, imported })));
}

test('every folder of lib has an import rule', () => {
  const without = SOURCES.filter(({ path }) => path.split('/').length > 2 && !ruleOf(path)).map(
    ({ path }) => path,
  );
  expect(without).toEqual([]);
});

test('imports point only where the rules allow', () => {
  const wrong = everyImport().flatMap(({ source, imported }) => {
    const rule = ruleOf(source.path);
    const target = targetOf(source, imported);
    if (!rule || target === undefined) return [];
    const allowed = [rule.folder, ...rule.may].some((folder) => isBelow(target, folder));
    return allowed ? [] : [`${source.path} imports ${target}`];
  });
  expect(wrong).toEqual([]);
});

test('nothing but the API server, and what keeps it on disk, imports storage', () => {
  const wrong = everyImport()
    .filter(({ source, imported }) => {
      const target = targetOf(source, imported);
      const mayKnow =
        isBelow(source.path, 'lib/cluster/storage') ||
        isBelow(source.path, 'lib/cluster/apiserver') ||
        isBelow(source.path, 'lib/cluster/durable') ||
        source.path === 'lib/cluster/control-plane.ts';
      return target !== undefined && isBelow(target, 'lib/cluster/storage') && !mayKnow;
    })
    .map(({ source }) => source.path);
  expect(wrong).toEqual([]);
});

test('packages are loaded only where they belong', () => {
  const wrong = everyImport().flatMap(({ source, imported }) => {
    const rule = PACKAGE_RULES.find(({ name }) => isBelow(imported.specifier, name));
    if (!rule || imported.typeOnly || rule.may.some((folder) => isBelow(source.path, folder))) return [];
    return [`${source.path} imports ${imported.specifier}`];
  });
  expect(wrong).toEqual([]);
});

test('the core reaches nothing outside of the process', () => {
  const impure = new Set(IMPURE_MODULES.map((name) => `node:${name}`));
  const wrong = everyImport()
    .filter(
      ({ source, imported }) => isCore(source.path) && impure.has(imported.specifier) && !imported.typeOnly,
    )
    .map(({ source, imported }) => `${source.path} imports ${imported.specifier}`);
  expect(wrong).toEqual([]);
});

test('the core has no promises, no wall clock, no timers and no chance of its own', () => {
  const forbidden =
    /\b(async |await |new Promise|Promise\.|Date\.now|new Date\(\)|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|performance\.now|crypto\.random|randomUUID)/;
  const wrong = SOURCES.filter(({ path }) => isCore(path)).flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        forbidden.test(codeOf(line)) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
  expect(wrong).toEqual([]);
});

test('no two files import each other', () => {
  const graph = new Map(SOURCES.map((source) => [source.path.replace(/\.ts$/, ''), edgesOf(source)]));
  expect(cyclesIn(graph)).toEqual([]);
});

function ruleOf(path: string): (typeof IMPORT_RULES)[number] | undefined {
  return IMPORT_RULES.find(({ folder }) => isBelow(path, folder));
}

function isCore(path: string): boolean {
  return CORE.some((folder) => isBelow(path, folder)) && !EDGES.some((edge) => isBelow(path, edge));
}

/** Without comments and texts. */
function codeOf(line: string): string {
  return line
    .replace(/^\s*(\/\*\*?|\*).*/, '')
    .replace(/\/\/.*/, '')
    .replace(/'[^']*'|`[^`]*`|"[^"]*"/g, "''");
}

/** What a file needs in order to be loaded: types cost nothing, and lazy imports come later. */
function edgesOf(source: Source): string[] {
  return importsOf(source)
    .filter(({ typeOnly, lazy }) => !typeOnly && !lazy)
    .flatMap((imported) => targetOf(source, imported) ?? [])
    .flatMap((target) => [target, `${target}/index`]);
}

function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (node: string, path: readonly string[]) => {
    if (state.get(node) === 'done' || !graph.has(node)) return;
    if (state.get(node) === 'open') {
      cycles.push([...path.slice(path.indexOf(node)), node].join(' → '));
      return;
    }
    state.set(node, 'open');
    for (const next of graph.get(node)!) visit(next, [...path, node]);
    state.set(node, 'done');
  };
  for (const node of graph.keys()) visit(node, []);
  return cycles;
}
