import type { KeyToPath, PodSpec } from '../../kube/generated/core-v1';

interface WantedKey {
  readonly key: string;
  readonly field: string;
}

/**
 * The keys of a ConfigMap or Secret that a volume makes files of, where it names them.
 * @param field of the source: `spec.volumes[0].configMap`, `spec.volumes[0].projected.sources[1].secret`
 */
export function volumeKeys(spec: PodSpec, field: string): readonly WantedKey[] {
  const place = /^spec\.volumes\[(\d+)\]\.(?:projected\.sources\[(\d+)\]\.)?(configMap|secret)$/.exec(field);
  if (!place) return [];
  const volume = spec.volumes?.[Number(place[1])];
  const source = place[2] === undefined ? volume : volume?.projected?.sources?.[Number(place[2])];
  const named = source?.[place[3] as 'configMap' | 'secret'] as
    | { readonly items?: readonly KeyToPath[] }
    | undefined;
  return (named?.items ?? []).map(({ key }, index) => ({ key, field: `${field}.items[${index}].key` }));
}
