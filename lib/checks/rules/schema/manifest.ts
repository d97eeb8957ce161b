import type { BuiltInRule } from '../../rule';

/** Reported by the runner: what is no object has no place in the context. */
export const MANIFEST: BuiltInRule = {
  id: 'manifest',
  severity: 'error',
  profile: 'learning',
  finds: 'A file, or a document in one, that is no object of the API: YAML that cannot be read, no kind.',
  why: 'Nothing can be applied from a file that cannot be read.',
  fix: 'write YAML or JSON objects with apiVersion, kind and metadata',
  peers: ['kubeconform'],
  check: () => [],
};
