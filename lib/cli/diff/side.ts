import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../kube/object';
import { isObject } from '../../kube/record';
import { loadManifests } from '../../manifests/load-manifests';
import { type ManifestObject, type ParsedManifests, parseManifests } from '../../manifests/parse-manifests';
import { UsageError } from '../exit';
import { GitRepository } from '../git/repository';

/** The word for a live cluster in `--base` and `--head`. */
export const CLUSTER = 'cluster';

/**
 * The manifests that `--base` or `--head` names: a file or folder, `-` for standard input, or a git ref, whose committed
 * `folder` is read.
 * @throws UsageError for a name that is none of these, ManifestPathError for a folder without manifests
 */
export function readSide(name: string, folder: string): ParsedManifests {
  if (name === '-' || existsSync(name)) return loadManifests([name]);
  const repository = new GitRepository();
  const found = repository.manifestsIn(repository.commitOf(name), folder, name);
  if (found) return found;
  throw new UsageError(
    `${name} has no manifests in ${folder}: commit them there, or name the folder with --folder`,
  );
}

/**
 * All files of a folder, whatever they are called: `kubectl diff` names those that it hands to an external program by
 * kind and name.
 */
export function readEveryFile(folder: string): ParsedManifests {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${folder} is no folder: expected the two folders that kubectl diff names`);
  const parsed = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(folder, name))
    .sort()
    .map((file) => parseManifests(readFileSync(file, 'utf8'), file));
  return {
    objects: parsed.flatMap(({ objects }) => objects).map(withReadableData),
    problems: parsed.flatMap(({ problems }) => problems),
  };
}

/** What kubectl writes in place of secret values, which are base64 otherwise. */
const MASKED = /^\*\*\*(?: \((?:before|after)\))?$/;

/** Masked values as data that can be decoded: those of both sides differ where the secret did. */
function withReadableData(manifest: ManifestObject): ManifestObject {
  const { data, ...rest } = manifest.object as KubeObject & { readonly data?: unknown };
  if (rest.kind !== 'Secret' || !isObject(data)) return manifest;
  const readable = Object.entries(data).map(([key, value]) => [
    key,
    typeof value === 'string' && MASKED.test(value) ? Buffer.from(value).toString('base64') : value,
  ]);
  return { ...manifest, object: { ...rest, data: Object.fromEntries(readable) } as KubeObject };
}
