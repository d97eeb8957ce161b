import type { ResourceCatalogue, ResourceInfo } from '../../kube/resource-catalogue';

/** Every resource that has these verbs once, in the version that discovery prefers. */
export function preferredResources(
  catalogue: ResourceCatalogue,
  verbs: readonly string[],
): readonly ResourceInfo[] {
  const preferred = new Map<string, ResourceInfo>();
  for (const info of catalogue.all()) {
    if (!verbs.every((verb) => info.verbs.includes(verb))) continue;
    const key = `${info.group}/${info.resource}`;
    const known = preferred.get(key);
    if (!known || versionRank(info.version) > versionRank(known.version)) preferred.set(key, info);
  }
  return [...preferred.values()];
}

const STABILITY: { readonly [stability: string]: number } = { '': 2, beta: 1, alpha: 0 };

/** `v2` before `v1` before `v1beta2` before `v1alpha1`. */
function versionRank(version: string): number {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return -1;
  const [, major, stability = '', minor = 0] = match;
  return STABILITY[stability]! * 1e6 + Number(major) * 1e3 + Number(minor);
}
