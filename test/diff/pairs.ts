import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Diff } from '../../lib/diff/change';
import { type Comparison, compareManifests } from '../../lib/diff/diff-sets';
import type { ManifestObject } from '../../lib/manifests/parse-manifests';
import { parseManifests } from '../../lib/manifests/parse-manifests';

/** A change to manifests, and all that is to be said of it. */
export interface ManifestPair {
  readonly name: string;
  /** The manifests before; those of the shop where there are none. */
  readonly base?: string;
  /** The manifests after, written out. */
  readonly head?: string;
  /** Texts that are in the base once, and what stands in their place afterwards. */
  readonly edit?: Readonly<Record<string, string>>;
  /** Texts that are in the base at least once, all replaced. */
  readonly everywhere?: Readonly<Record<string, string>>;
  /** Manifests that come. */
  readonly add?: string;
  /** Objects that go: `Kind/name`. */
  readonly drop?: readonly string[];
  /** The only objects that stay. */
  readonly keep?: readonly string[];
  readonly prune?: boolean;
  readonly expect: string;
}

const FOLDER = join(__dirname, 'pairs');
const SHOP = readFileSync(join(FOLDER, 'shop.yaml'), 'utf8');

interface PairFile {
  readonly file: string;
  readonly pairs: readonly ManifestPair[];
}

let files: readonly PairFile[] | undefined;

/** All pairs, by the file they are in. */
export function pairFiles(): readonly PairFile[] {
  files ??= readPairFiles();
  return files;
}

function readPairFiles(): readonly PairFile[] {
  return readdirSync(FOLDER)
    .filter((file) => file !== 'shop.yaml')
    .sort()
    .map((file) => ({ file, pairs: parse(readFileSync(join(FOLDER, file), 'utf8')) as ManifestPair[] }));
}

export interface Sides {
  readonly base: readonly ManifestObject[];
  readonly head: readonly ManifestObject[];
}

export function sidesOf(pair: ManifestPair): Sides {
  const { base = SHOP, head, edit = {}, everywhere = {}, add, drop, keep } = pair;
  let text = head ?? base;
  for (const [from, to] of Object.entries(edit)) {
    if (text.split(from).length !== 2) throw new Error(`${pair.name}: "${from}" is not there exactly once`);
    text = text.replace(from, () => to);
  }
  for (const [from, to] of Object.entries(everywhere)) {
    if (!text.includes(from)) throw new Error(`${pair.name}: "${from}" is not there`);
    text = text.replaceAll(from, () => to);
  }
  const isKept = ({ object }: ManifestObject) => {
    const name = `${object.kind}/${object.metadata.name}`;
    return !drop?.includes(name) && (keep === undefined || keep.includes(name));
  };
  return {
    base: objectsIn(base, 'base.yaml'),
    head: objectsIn(add ? `${text}\n---\n${add}` : text, 'head.yaml').filter(isKept),
  };
}

function objectsIn(text: string, file: string): readonly ManifestObject[] {
  const { objects, problems } = parseManifests(text, file);
  if (problems.length > 0) throw new Error(problems[0]!.message);
  return objects;
}

export function comparePair(pair: ManifestPair): Comparison {
  const { base, head } = sidesOf(pair);
  return compareManifests(base, head, { prune: pair.prune });
}

/** Each change with its consequences, and the fields that cause them. */
export function printDiff({ changes }: Diff): string {
  return changes
    .map(({ action, object, previous, consequences }) => {
      const from = previous
        ? ` (was ${previous.name === object.name ? (previous.namespace === object.namespace ? previous.apiVersion : `${previous.namespace}/${previous.name}`) : previous.name})`
        : '';
      const lines = consequences.map(({ type, severity, message, fields }) =>
        [`  ${type} ${severity}: ${message}`, ...fields.map((field) => `    ${field}`)].join('\n'),
      );
      return [`${action} ${object.kind}/${object.name}${from}`, ...lines].join('\n');
    })
    .join('\n');
}
