import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadManifests } from '../../manifests/load-manifests';
import { type ParsedManifests, parseManifests } from '../../manifests/parse-manifests';
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
    objects: parsed.flatMap(({ objects }) => objects),
    problems: parsed.flatMap(({ problems }) => problems),
  };
}
