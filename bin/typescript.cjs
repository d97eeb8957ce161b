'use strict';
// Lets Node load TypeScript: `node -r ./bin/typescript.cjs main.ts`.
// Types are stripped line by line (a stack trace shows the author's own line), and the result is kept
// in node_modules/.cache, under the hash of the source, so that a second start compiles nothing.
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

/** Compiles one TypeScript source to CommonJS. */
function compile(source, filename, options = OPTIONS) {
  return require('sucrase').transform(source, { ...options, filePath: filename }).code;
}

function cacheFile(source) {
  version ??= require('sucrase/package.json').version;
  const hash = crypto
    .createHash('sha256')
    .update(version)
    .update(JSON.stringify(OPTIONS))
    .update(source)
    .digest('hex');
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
  const { _extensions: extensions } = require('node:module');
  extensions['.ts'] = (module, filename) => {
    module._compile(compileCached(fs.readFileSync(filename, 'utf8'), filename), filename);
  };
}

module.exports = { compile, register, OPTIONS };
if (require.main !== module) register();
