import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckInput } from '../checks/context/checked-object';
import type { Origin } from '../checks/finding';
import { isObject } from '../kube/record';
import { CONSTRUCT_METADATA } from '../manifests/load-manifests';
import type { ManifestObject } from '../manifests/parse-manifests';

/**
 * Adds who made them to objects of folders that an app has written: the construct and line of the author where the app
 * kept them, or else the path that cdk8s records. Both are there when validations are configured in cdk8s.yaml, or
 * `CDK8S_RECORD_CONSTRUCT_METADATA` is `true`.
 */
export function withOrigins(
  objects: readonly ManifestObject[],
  paths: readonly string[],
): readonly CheckInput[] {
  const folders = paths.filter(isFolder);
  const pathOf = new Map(folders.flatMap(recordedPaths));
  return pathOf.size === 0 ? objects : withConstructPaths(objects, pathOf, folders);
}

/**
 * Adds the construct path to the objects of these names, or the author's own construct and line.
 * @param folders that the manifests were written to
 */
export function withConstructPaths(
  objects: readonly ManifestObject[],
  pathOf: ReadonlyMap<string, string>,
  folders: readonly string[],
): readonly CheckInput[] {
  const { keptOrigins } =
    require('../constructs/synthesis/origins-file') as typeof import('../constructs/synthesis/origins-file');
  const kept = new Map(folders.flatMap(keptOrigins).map((origin) => [keyOf(origin), origin]));
  return objects.map((one) => {
    const { apiVersion = '', kind = '', metadata } = one.object;
    const name = metadata?.name ?? '';
    const path = pathOf.get(name);
    const origin: Origin | undefined =
      kept.get(keyOf({ apiVersion, kind, name })) ?? (path === undefined ? undefined : { path, type: '' });
    return origin ? { ...one, origin } : one;
  });
}

function keyOf({ apiVersion, kind, name }: Record<'apiVersion' | 'kind' | 'name', string>): string {
  return `${apiVersion} ${kind} ${name}`;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function recordedPaths(folder: string): readonly (readonly [string, string])[] {
  const file = join(folder, CONSTRUCT_METADATA);
  if (!existsSync(file)) return [];
  const { resources } = JSON.parse(readFileSync(file, 'utf8')) as { resources?: unknown };
  if (!isObject(resources)) return [];
  return Object.entries(resources).flatMap(([name, resource]) =>
    isObject(resource) && typeof resource.path === 'string' ? [[name, resource.path] as const] : [],
  );
}
