import type { Volume, VolumeProjection } from '../../generated/core-v1';
import { goQuote } from '../../go-format';
import { trimEnd } from '../../trim-end';

/** A file of a volume, and where it comes from if the volume has several sources. */
interface SourcedPath {
  readonly path: string;
  readonly source: string;
}

type Items = readonly { readonly path: string }[];

/** Files of a volume that hide each other: the same path twice, or one within the other. */
export function overlappingPathWarnings(volumes: readonly Volume[]): string[] {
  return volumes.flatMap((volume) => {
    const { name, configMap, secret, downwardAPI, projected } = volume;
    const own = [
      ...ofItems(name, `ConfigMap ${goQuote(configMap?.name ?? '')}`, configMap?.items),
      ...ofItems(name, `Secret ${goQuote(secret?.secretName ?? '')}`, secret?.items),
      ...ofItems(name, 'DownwardAPI', downwardAPI?.items),
    ];
    return projected ? [...own, ...ofProjection(name, projected.sources ?? [])] : own;
  });
}

function ofItems(volume: string, kind: string, items: Items | undefined): string[] {
  if (!items) return [];
  return collisions(volume, kind, pathsOf(items, ''), []);
}

function ofProjection(volume: string, sources: readonly VolumeProjection[]): string[] {
  const earlier: SourcedPath[] = [];
  return sources.flatMap((source) => {
    if (Object.values(source).every((one) => one === undefined))
      return [`volume ${goQuote(volume)} (Projected) has no sources provided`];
    return collisions(volume, 'Projected', projectedPaths(source), earlier);
  });
}

function projectedPaths({
  configMap,
  secret,
  downwardAPI,
  serviceAccountToken,
}: VolumeProjection): SourcedPath[] {
  if (configMap?.items) return pathsOf(configMap.items, `ConfigMap ${goQuote(configMap.name ?? '')}`);
  if (secret?.items) return pathsOf(secret.items, `Secret ${goQuote(secret.name ?? '')}`);
  if (downwardAPI?.items) return pathsOf(downwardAPI.items, 'DownwardAPI');
  return serviceAccountToken ? pathsOf([serviceAccountToken], 'ServiceAccountToken') : [];
}

const pathsOf = (items: Items, source: string) =>
  items.map(({ path }) => ({ path: trimEnd(path, '/'), source }));

/** Adds the new paths to the earlier ones. */
function collisions(
  volume: string,
  kind: string,
  paths: readonly SourcedPath[],
  earlier: SourcedPath[],
): string[] {
  const warnings: string[] = [];
  for (const path of paths) {
    for (const other of earlier)
      if (collide(path.path, other.path))
        warnings.push(
          `volume ${goQuote(volume)} (${kind}): overlapping paths: ${print(path)} with ${print(other)}`,
        );
    earlier.push(path);
  }
  return warnings;
}

function collide(path: string, other: string): boolean {
  if (path === '' || other === '') return false;
  return `${other}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${other}/`);
}

function print({ path, source }: SourcedPath): string {
  return source ? `${goQuote(path)} (${source})` : goQuote(path);
}
