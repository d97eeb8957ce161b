import type { Pod } from '../../kube/generated/core-v1';

/** Index of pods by the keys of the claims they use: `namespace/name`. */
export const POD_CLAIM_INDEX = 'claim';

/** The claims that a pod uses, with those of its ephemeral volumes, which are called after it. */
export function claimKeysOf({ metadata, spec }: Pod): readonly string[] {
  const volumes = spec?.volumes;
  if (!volumes) return NONE;
  const keys: string[] = [];
  for (const { name, persistentVolumeClaim, ephemeral } of volumes) {
    if (persistentVolumeClaim) keys.push(`${metadata.namespace}/${persistentVolumeClaim.claimName}`);
    else if (ephemeral) keys.push(`${metadata.namespace}/${metadata.name}-${name}`);
  }
  return keys;
}

const NONE: readonly string[] = [];
