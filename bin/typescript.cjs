'use strict';
// Lets Node load TypeScript: `node -r ./bin/typescript.cjs main.ts`.
// Types are stripped line by line (a stack trace shows the author's own line), and the result is kept
// in node_modules/.cache, under the hash of the source, so that a second start compiles nothing. What a program has
// loaded is kept in one file besides, with what V8 made of it: see module-pack.cjs.
const fs = require('node:fs');
const path = require('node:path');
const crypto = require('node:crypto');

const OPTIONS = {
  transforms: ['typescript', 'imports'],
  disableESTransforms: true,
  preserveDynamicImport: true,
};

let version;
let cacheFolder;
/** Sources that were found a moment ago, and are about to be loaded. */
const lookedAt = new Map();

/** Compiles one TypeScript source to CommonJS. */
function compile(source, filename, options = OPTIONS) {
  return require('sucrase').transform(source, { ...options, filePath: filename }).code;
}

/** What a compiled source depends on besides the source. */
function compiler() {
  version ??= require('sucrase/package.json').version;
  return version + JSON.stringify(OPTIONS);
}

function cacheFile(source) {
  const hash = crypto.createHash('sha256').update(compiler()).update(source).digest('hex');
  cacheFolder ??= openCacheFolder();
  return cacheFolder && path.join(cacheFolder, `${hash}.cjs`);
}

/** The cache lies in the nearest node_modules: of the project that is worked on, or else of this package. */
function openCacheFolder() {
  const modules = nearestModules(process.cwd()) ?? nearestModules(__dirname);
  if (!modules) return undefined;
  const cache = path.join(modules, '.cache', 'seaworthy', 'typescript');
  try {
    fs.mkdirSync(cache, { recursive: true });
    return cache;
  } catch {
    // No right to write: nothing is cached.
    return undefined;
  }
}

function nearestModules(start) {
  for (let folder = start; ; folder = path.dirname(folder)) {
    const modules = path.join(folder, 'node_modules');
    if (fs.existsSync(modules)) return modules;
    if (folder === path.dirname(folder)) return undefined;
  }
}

function compileCached(source, filename) {
  const file = cacheFile(source);
  if (!file) return compile(source, filename);
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    const code = compile(source, filename);
    const unfinished = `${file}.${process.pid}`;
    try {
      fs.writeFileSync(unfinished, code);
      fs.renameSync(unfinished, file);
    } catch {
      fs.rmSync(unfinished, { force: true });
    }
    return code;
  }
}

function register() {
  const Module = require('node:module');
  const pack = openPack();
  Module._extensions['.ts'] = (module, filename) => {
    if (pack) run(pack, module, filename);
    else module._compile(compileCached(fs.readFileSync(filename, 'utf8'), filename), filename);
  };
  if (!pack) return;
  resolveOwnSources(Module);
  process.once('exit', () => pack.write());
}

/** Undefined where nothing can be kept. */
function openPack() {
  const { ModulePack } = require('./module-pack.cjs');
  cacheFolder ??= openCacheFolder();
  return cacheFolder && new ModulePack(cacheFolder, [process.argv[1], compiler()]);
}

function run(pack, module, filename) {
  // Looked at before it is read: a source that is written meanwhile is compiled again next time.
  const stats = lookedAt.get(filename) ?? fs.statSync(filename);
  const { code, script } =
    pack.get(filename, stats) ??
    pack.add(filename, compileCached(fs.readFileSync(filename, 'utf8'), filename), stats);
  if (!script) {
    module._compile(code, filename);
    return;
  }
  const { exports } = module;
  const body = script.runInThisContext();
  body.call(exports, exports, requireOf(module), module, filename, path.dirname(filename));
}

/** What Node gives to a module as `require`. */
function requireOf(module) {
  const Module = require('node:module');
  const require_ = (request) => module.require(request);
  require_.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require_.main = process.mainModule;
  require_.extensions = Module._extensions;
  require_.cache = Module._cache;
  return require_;
}

/** No JavaScript lies beside this package's own sources: their relative imports need no search. */
function resolveOwnSources(Module) {
  const own = path.join(__dirname, '..') + path.sep;
  const dependencies = path.join(own, 'node_modules') + path.sep;
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, ...rest) {
    const from = parent?.filename;
    if (
      request.startsWith('.') &&
      from?.endsWith('.ts') &&
      from.startsWith(own) &&
      !from.startsWith(dependencies)
    ) {
      const found = sourceAt(path.join(path.dirname(from), request));
      if (found) return found;
    }
    return resolve.call(this, request, parent, ...rest);
  };
}

/** A file or a folder that is imported without saying so; undefined for all others, which Node may know. */
function sourceAt(target) {
  if (/\.(?:json|[cm]?js)$/.test(target)) return undefined;
  return [`${target}.ts`, path.join(target, 'index.ts')].find((file) => {
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (!stats?.isFile()) return false;
    lookedAt.set(file, stats);
    return true;
  });
}

module.exports = { compile, register, OPTIONS };
if (require.main !== module) register();
