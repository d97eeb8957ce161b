import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ManifestPathError } from './manifest-path-error';
import {
  type ManifestObject,
  type ManifestProblem,
  type ParsedManifests,
  parseManifests,
} from './parse-manifests';

const EXTENSIONS = ['.yaml', '.yml', '.json'];

/** What cdk8s writes beside the manifests about their constructs, when it is asked to. */
export const CONSTRUCT_METADATA = 'construct-metadata.json';

/**
 * Reads files and folders (their YAML and JSON files, one level deep, in order of name). `-` is standard input.
 * @throws ManifestPathError for a path that does not exist or a folder without manifests
 */
export function loadManifests(paths: readonly string[]): ParsedManifests {
  const objects: ManifestObject[] = [];
  const problems: ManifestProblem[] = [];
  for (const file of paths.flatMap(filesOf)) {
    const parsed = parseManifests(
      readFileSync(file === '-' ? 0 : file, 'utf8'),
      file === '-' ? 'standard input' : file,
    );
    objects.push(...parsed.objects);
    problems.push(...parsed.problems);
  }
  return { objects, problems };
}

/** Whether a file of this name, or path, in a folder of manifests is one of them. */
export function isManifestFile(path: string): boolean {
  return !path.endsWith(CONSTRUCT_METADATA) && EXTENSIONS.some((extension) => path.endsWith(extension));
}

function filesOf(path: string): string[] {
  if (path === '-') return [path];
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new ManifestPathError(`${path} does not exist`);
  if (!found.isDirectory()) return [path];
  const files = readdirSync(path)
    .filter(isManifestFile)
    .sort()
    .map((name) => join(path, name));
  if (files.length === 0)
    throw new ManifestPathError(`${path} holds no ${EXTENSIONS.join(', ')} file; run \`cdk8s synth\` first`);
  return files;
}
