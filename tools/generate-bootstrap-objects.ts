/**
 * Generates lib/cluster/bootstrap/objects.json: what an API server creates in a new cluster.
 *
 *   node -r ./bin/typescript.cjs tools/generate-bootstrap-objects.ts FILE
 *
 * FILE holds the objects of a real, fresh API server by the path of their collection, without what the server adds.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BootstrapGroup } from '../lib/cluster/bootstrap/bootstrap-objects';
import type { KubeObject } from '../lib/kube/object';
import { ResourceCatalogue, type ResourceInfo } from '../lib/kube/resource-catalogue';

const OUTPUT = join(__dirname, '..', 'lib', 'cluster', 'bootstrap', 'objects.json');
const catalogue = ResourceCatalogue.kubernetes();

/** `/apis/GROUP/VERSION[/namespaces/NAMESPACE]/RESOURCE` */
function infoOf(path: string): ResourceInfo {
  const parts = path.split('/');
  const info = catalogue.find(parts[2]!, parts[3]!, parts.at(-1)!);
  if (!info) throw new Error(`${path} is not served`);
  return info;
}

/** The annotations and labels that all objects of a group have. */
function common(objects: readonly KubeObject[], field: 'annotations' | 'labels'): Record<string, string> {
  const [first] = objects;
  const shared = Object.entries(first?.metadata[field] ?? {}).filter(([key, value]) =>
    objects.every(({ metadata }) => metadata[field]?.[key] === value),
  );
  return Object.fromEntries(shared);
}

function without(map: Readonly<Record<string, string>> | undefined, shared: Record<string, string>) {
  const own = Object.entries(map ?? {}).filter(([key]) => !(key in shared));
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

function groupOf(path: string, objects: readonly KubeObject[]): BootstrapGroup {
  const { group, version, kind } = infoOf(path);
  const annotations = common(objects, 'annotations');
  const labels = common(objects, 'labels');
  const items = objects.map(({ metadata, ...rest }) => ({
    name: metadata.name!,
    namespace: metadata.namespace,
    annotations: without(metadata.annotations, annotations),
    labels: without(metadata.labels, labels),
    rest,
  }));
  return { group, version, kind, annotations, labels, items };
}

/** One object a line, so that a new version of Kubernetes can be read as a difference. */
function print({ items, ...head }: BootstrapGroup): string {
  const opening = JSON.stringify(head).slice(0, -1);
  return `${opening},"items":[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]}`;
}

function main([file]: string[]): void {
  if (!file) throw new Error('usage: generate-bootstrap-objects.ts FILE');
  const objects: Record<string, KubeObject[]> = JSON.parse(readFileSync(file, 'utf8'));
  const groups = Object.entries(objects).map(([path, list]) => groupOf(path, list));
  writeFileSync(OUTPUT, `[\n${groups.map(print).join(',\n')}\n]\n`);
}

main(process.argv.slice(2));
