import { compareManifests } from '../../diff/diff-sets';
import type { ManifestObject } from '../../manifests/parse-manifests';
import { parseManifests } from '../../manifests/parse-manifests';
import { diffText } from '../../report/diff/terminal';
import type { Terminal } from '../terminal';
import type { FolderContents } from './output-folder';

/** What the difference of two folders of manifests means, object by object. */
export function describeChanges(
  before: FolderContents,
  after: FolderContents,
  { colors }: Pick<Terminal, 'colors'>,
): string {
  const { diff } = compareManifests(objectsIn(before), objectsIn(after));
  if (diff.changes.length === 0) return 'The objects are the same; only how they are written differs.';
  return diffText(diff, { colors });
}

function objectsIn(folder: FolderContents): readonly ManifestObject[] {
  return [...folder]
    .filter(([path]) => /\.(?:ya?ml|json)$/.test(path) && path !== 'construct-metadata.json')
    .flatMap(([path, text]) => parseManifests(text, path).objects);
}
