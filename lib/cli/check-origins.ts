import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckInput } from '../checks/context/checked-object';
import { isObject } from '../kube/record';
import { CONSTRUCT_METADATA } from '../manifests/load-manifests';
import type { ManifestObject } from '../manifests/parse-manifests';

/**
 * Adds the construct path to objects whose folder has cdk8s's record of it: cdk8s writes one when validations are
 * configured, or `CDK8S_RECORD_CONSTRUCT_METADATA` is `true`.
 */
export function withOrigins(
  objects: readonly ManifestObject[],
  paths: readonly string[],
): readonly CheckInput[] {
  const files = paths.filter(isFolder).map((path) => join(path, CONSTRUCT_METADATA));
  const known = new Map(files.filter((file) => existsSync(file)).flatMap(readPaths));
  return withConstructPaths(objects, known);
}

/** Adds the construct path to the objects of these names; cdk8s knows nothing else of an object. */
export function withConstructPaths(
  objects: readonly ManifestObject[],
  pathOf: ReadonlyMap<string, string>,
): readonly CheckInput[] {
  if (pathOf.size === 0) return objects;
  return objects.map((one) => {
    const path = pathOf.get(one.object.metadata?.name ?? '');
    return path === undefined ? one : { ...one, origin: { path, type: '' } };
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function readPaths(file: string): readonly (readonly [string, string])[] {
  const { resources } = JSON.parse(readFileSync(file, 'utf8')) as { resources?: unknown };
  if (!isObject(resources)) return [];
  return Object.entries(resources).flatMap(([name, resource]) =>
    isObject(resource) && typeof resource.path === 'string' ? [[name, resource.path] as const] : [],
  );
}
