/**
 * Generates lib/kube/generated/api-lifecycle.json: since which Kubernetes 1.x a kind is served, deprecated and removed,
 * and what replaces it. The facts are those of the lifecycle functions of the Go types; kinds whose types are gone
 * from the source are listed here, as the deprecation guide tells of them.
 *
 *   node -r ./bin/typescript.cjs tools/generate-api-lifecycle.ts "$(go env GOMODCACHE)/k8s.io" v0.36.3
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiLifecycle } from '../lib/kube/api-lifecycle';
import { loadStructure } from '../lib/kube/structure';

type Entry = { -readonly [K in keyof ApiLifecycle]: ApiLifecycle[K] };

const FILE = join(__dirname, '..', 'lib', 'kube', 'generated', 'api-lifecycle.json');
const MODULES = ['api', 'apiextensions-apiserver', 'kube-aggregator'];
const LIFECYCLE = 'zz_generated.prerelease-lifecycle.go';

const NO_LONGER_IN_SOURCE: { readonly [kind: string]: Entry } = {
  'autoscaling/v2beta1 HorizontalPodAutoscaler': {
    introduced: 8,
    deprecated: 22,
    removed: 25,
    replacement: 'autoscaling/v2 HorizontalPodAutoscaler',
  },
  'autoscaling/v2beta2 HorizontalPodAutoscaler': {
    introduced: 12,
    deprecated: 23,
    removed: 26,
    replacement: 'autoscaling/v2 HorizontalPodAutoscaler',
  },
  'extensions/v1beta1 PodSecurityPolicy': { introduced: 3, deprecated: 11, removed: 16 },
  'policy/v1beta1 PodSecurityPolicy': { introduced: 10, deprecated: 21, removed: 25 },
};

/** Kinds that are no objects of their own, and so never in a manifest. */
const NO_OBJECTS = /(List|Options|Scale|Review|Eviction|Binding|Rollback|Request|Status|Discovery)$/;

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return name === LIFECYCLE ? [path] : [];
  });
}

function entriesOf(file: string): Map<string, Entry> {
  const folder = join(file, '..');
  const version = folder.split('/').at(-1)!;
  const group = groupOf(folder);
  const entries = new Map<string, Entry>();
  const entryOf = (kind: string) => {
    const name = `${group ? `${group}/` : ''}${version} ${kind}`;
    const known = entries.get(name) ?? { introduced: 0 };
    entries.set(name, known);
    return known;
  };
  const text = readFileSync(file, 'utf8');
  const releases =
    /func \(in \*(\w+)\) APILifecycle(Introduced|Deprecated|Removed)\(\) \(major, minor int\) \{\s+return 1, (\d+)/g;
  for (const [, kind, event, minor] of text.matchAll(releases))
    entryOf(kind!)[event!.toLowerCase() as 'introduced'] = Number(minor);
  const replacements =
    /func \(in \*(\w+)\) APILifecycleReplacement\(\)[^{]*\{\s+return [\w.]+\{Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"/g;
  for (const [, kind, toGroup, toVersion, toKind] of text.matchAll(replacements))
    entryOf(kind!).replacement =
      `${toGroup ? `${toGroup}/` : ''}${toVersion} ${toKind!.replace(/List$/, '')}`;
  return entries;
}

function groupOf(folder: string): string {
  const declared = ['register.go', '../register.go', 'types.go'].flatMap((name) => {
    const path = join(folder, name);
    if (!statSync(path, { throwIfNoEntry: false })) return [];
    return /GroupName = "([^"]*)"/.exec(readFileSync(path, 'utf8'))?.[1] ?? [];
  });
  if (declared[0] === undefined) throw new Error(`${folder} names no group`);
  return declared[0];
}

/** A binding of roles is an object; one of a pod to a node is not. */
function isObject(name: string): boolean {
  const kind = name.split(' ')[1]!;
  return /RoleBinding$|PolicyBinding$|SigningRequest$/.test(kind) || !NO_OBJECTS.test(kind);
}

/** Whether there is anything to say: a kind that was always there and always will be is of no interest. */
function isNews({ introduced, deprecated, removed }: Entry): boolean {
  return deprecated !== undefined || removed !== undefined || introduced > OLDEST;
}

/** Where the source names no replacement, the stable version of the same group is one. */
function replacementOf(name: string, entry: Entry): string | undefined {
  if (entry.deprecated === undefined) return undefined;
  const [apiVersion, kind] = name.split(' ');
  const stable = `${apiVersion!.replace(/\/.*/, '')}/v1`;
  const served = loadStructure().discovery[stable]?.some((one) => one.kind === kind);
  return entry.replacement ?? (served ? `${stable} ${kind}` : undefined);
}

/** The first version whose manifests anybody still has. */
const OLDEST = 16;

function main(modules: string, version: string): void {
  const files = MODULES.flatMap((name) => filesBelow(join(modules, `${name}@${version}`)));
  const entries = new Map(Object.entries(NO_LONGER_IN_SOURCE));
  for (const file of files) for (const [name, entry] of entriesOf(file)) entries.set(name, entry);
  const news = [...entries].filter(([name, entry]) => isObject(name) && isNews(entry));
  const lines = news
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entry]) => {
      const { introduced, deprecated, removed } = entry;
      const facts = { introduced, deprecated, removed, replacement: replacementOf(name, entry) };
      return `  ${JSON.stringify(name)}: ${JSON.stringify(facts)}`;
    });
  writeFileSync(FILE, `{\n${lines.join(',\n')}\n}\n`);
}

main(process.argv[2]!, process.argv[3]!);
