import { stringify } from 'yaml';
import { maskObject } from '../diff/masking';
import { withoutServerFields } from '../diff/server-fields';
import type { KubeObject } from '../kube/object';
import { isObject, setMember } from '../kube/record';
import { type ManifestSource, objectsOf } from './manifest-source';

/**
 * A snapshot serializer for manifests (objects, or a cdk8s App or Chart): YAML in a stable order, without what is empty
 * or a server adds, secrets masked. `expect.addSnapshotSerializer(manifestSerializer)`.
 */
export const manifestSerializer = {
  test: (value: unknown): boolean => isManifests(value),
  serialize: (value: unknown): string => manifestText(value as ManifestSource),
};

/** Manifests as snapshots show them, see {@link manifestSerializer}. */
export function manifestText(source: ManifestSource): string {
  return objectsOf(source)
    .map((object) => ({ object, key: keyOf(object) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ object }) => stringify(tidy(maskObject(withoutServerFields(object, true))), STYLE).trimEnd())
    .join('\n---\n');
}

const STYLE = { lineWidth: 0, aliasDuplicateObjects: false } as const;

function isManifests(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(isManifest);
  if (!isObject(value)) return false;
  return isManifest(value) || (Array.isArray(value.charts) && value.charts.every(isChart)) || isChart(value);
}

function isManifest(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isObject(value.metadata)
  );
}

/** Of cdk8s, by what makes it one. */
function isChart(value: unknown): boolean {
  const { toJson, node } = (value ?? {}) as { readonly toJson?: unknown; readonly node?: unknown };
  return typeof toJson === 'function' && typeof node === 'object' && 'namespace' in (value as object);
}

function keyOf({ apiVersion, kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ''} ${metadata.name} ${apiVersion}`;
}

/** What says what something is comes before the rest. */
const FIRST = ['apiVersion', 'kind', 'metadata', 'name', 'namespace'];

/** Sorted, and without what is null, or metadata that says nothing. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (!isObject(value)) return value;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort(byImportance)) {
    const part = tidy(value[key]);
    if (part !== undefined && part !== null && !(key === 'metadata' && isEmpty(part)))
      setMember(sorted, key, part);
  }
  return sorted;
}

function byImportance(a: string, b: string): number {
  const rank = (key: string) => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
