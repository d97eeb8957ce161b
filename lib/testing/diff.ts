import type { Diff } from '../diff/change';
import { type CompareOptions, compareManifests } from '../diff/diff-sets';
import { type ManifestSource, objectsOf } from './manifest-source';

/**
 * What the change from one set of manifests to another does, for `expect(diff(before, after)).toHaveNoDataLoss()` and the
 * like. Each side is a cdk8s App or Chart, objects, or YAML.
 * @throws Error for manifests with mistakes, such as an object that is there twice
 */
export function diff(before: ManifestSource, after: ManifestSource, options: CompareOptions = {}): Diff {
  const [base, head] = [before, after].map((source) => objectsOf(source).map((object) => ({ object })));
  const { diff: found, problems } = compareManifests(base!, head!, options);
  const errors = [...problems.base, ...problems.head].filter(({ level }) => level === 'error');
  if (errors.length > 0)
    throw new Error(
      `the manifests cannot be compared:\n${errors.map(({ message }) => `  ${message}`).join('\n')}`,
    );
  return found;
}
