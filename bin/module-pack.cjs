'use strict';
// Keeps the modules that a program loads in one file: their compiled sources, and what V8 made of these. Hundreds of
// small modules then cost one read and a look at each source's times, instead of two reads, a hash and a parse each.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { createHash } = require('node:crypto');

/** Two 64-bit numbers: the lengths of the index and of the whole file. */
const HEADER = 16;
/** Packs of more programs than these are forgotten, the oldest first. */
const MOST_PACKS = 32;

/** The modules of one program, under one version of Node and of the compiler. */
class ModulePack {
  /**
   * @param folder where packs lie
   * @param identity what decides on the content besides the sources
   */
  constructor(folder, identity) {
    const { version, arch, platform } = process;
    const decisive = JSON.stringify([version, arch, platform, identity]);
    this.file = path.join(folder, `${createHash('sha256').update(decisive).digest('hex')}.pack`);
    /** What the file has, by the name of the source. */
    this.known = new Map();
    /** What this process had to compile. */
    this.added = new Map();
    this.read();
  }

  /** The module of a source, or undefined if none is kept of the state that `stats` tell. */
  get(filename, stats) {
    const kept = this.known.get(filename);
    if (!kept || !isSame(kept, stats)) return undefined;
    return moduleOf(this.part(kept.code).toString('utf8'), filename, this.part(kept.data));
  }

  /** Keeps a compiled source. `stats` tell the state of the source from before it was read. */
  add(filename, code, stats) {
    const added = moduleOf(code, filename);
    this.added.set(filename, { ...added, stats });
    return added;
  }

  /** To be called when the program ends: by then V8 has compiled what the program needs. */
  write() {
    if (this.added.size === 0) return;
    const entries = [];
    const parts = [];
    let offset = 0;
    const put = (part) => {
      parts.push(part);
      offset += part.length;
      return [offset - part.length, part.length];
    };
    const keep = (file, { mtimeMs, ctimeMs, size }, code, data) =>
      entries.push({ file, mtimeMs, ctimeMs, size, code: put(code), data: put(data) });
    for (const [filename, kept] of this.known) {
      if (this.added.has(filename) || !isSame(kept, fs.statSync(filename, { throwIfNoEntry: false })))
        continue;
      keep(filename, kept, this.part(kept.code), this.part(kept.data));
    }
    for (const [filename, { code, stats, script }] of this.added)
      keep(filename, stats, Buffer.from(code), script ? script.createCachedData() : NOTHING);
    save(this.file, entries, parts);
  }

  part([offset, length]) {
    return this.content.subarray(offset, offset + length);
  }

  read() {
    try {
      const whole = fs.readFileSync(this.file);
      if (whole.readBigUInt64LE(8) !== BigInt(whole.length)) return;
      const start = HEADER + Number(whole.readBigUInt64LE(0));
      this.content = whole.subarray(start);
      for (const kept of JSON.parse(whole.toString('utf8', HEADER, start))) this.known.set(kept.file, kept);
    } catch {
      // There is none yet, or it cannot be read: everything is compiled, and written anew.
      this.known.clear();
    }
  }
}

/** A source that was written in place has other times, even when its size stays. */
function isSame(kept, stats) {
  return (
    stats !== undefined &&
    stats.mtimeMs === kept.mtimeMs &&
    stats.ctimeMs === kept.ctimeMs &&
    stats.size === kept.size
  );
}

const [OPEN, CLOSE] = require('node:module').wrapper;
const NOTHING = Buffer.alloc(0);

/**
 * A compiled source, and a script of it. A source with an `import()` has none: Node has no settled way yet to tell a
 * script where that leads.
 */
function moduleOf(code, filename, cachedData) {
  if (/\bimport\s*\(/.test(code)) return { code };
  const options = { filename, columnOffset: -OPEN.length, cachedData };
  return { code, script: new vm.Script(OPEN + code + CLOSE, options) };
}

function save(file, entries, parts) {
  const unfinished = `${file}.${process.pid}`;
  const index = Buffer.from(JSON.stringify(entries));
  const whole = Buffer.concat([Buffer.alloc(HEADER), index, ...parts]);
  whole.writeBigUInt64LE(BigInt(index.length), 0);
  whole.writeBigUInt64LE(BigInt(whole.length), 8);
  try {
    forgetOldest(path.dirname(file));
    fs.writeFileSync(unfinished, whole);
    fs.renameSync(unfinished, file);
  } catch {
    // No right or no room to write: the next start compiles again.
    fs.rmSync(unfinished, { force: true });
  }
}

function forgetOldest(folder) {
  const packs = fs.readdirSync(folder).filter((name) => name.endsWith('.pack'));
  if (packs.length <= MOST_PACKS) return;
  const age = (name) => fs.statSync(path.join(folder, name)).mtimeMs;
  const [oldest] = packs.map((name) => [age(name), name]).sort(([a], [b]) => a - b);
  fs.rmSync(path.join(folder, oldest[1]), { force: true });
}

module.exports = { ModulePack };
