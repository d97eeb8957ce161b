import { memoize } from '../kube/frozen';
import type { KubeObject } from '../kube/object';
import { podSpecOf, workloadOf } from '../kube/workloads';
import { parseImage } from './image-reference';
import type { ObjectEntry } from './object-set';

/**
 * How much two objects have in common, from 0 to 1: the share of their fields that have the same value (Dice's
 * coefficient of paths with values). Where an object repeats its own name, the name does not count.
 */
export function similarity(a: ObjectEntry, b: ObjectEntry): number {
  // Where the name stands in the object, it may have been renamed there as well, or not.
  return Math.max(
    shareOf(withoutOwnName(a.object), withoutOwnName(b.object)),
    shareOf(asWritten(a.object), asWritten(b.object)),
  );
}

function shareOf(left: Features, right: Features): number {
  const total = left.total + right.total;
  if (total === 0) return 1;
  const [small, large] = left.counts.size <= right.counts.size ? [left, right] : [right, left];
  let common = 0;
  for (const [feature, count] of small.counts) common += Math.min(count, large.counts.get(feature) ?? 0);
  return (2 * common) / total;
}

/** How much there is to compare; objects with hardly any content are all alike. */
export function contentSize(entry: ObjectEntry): number {
  return asWritten(entry.object).total;
}

interface Features {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

const withoutOwnName = memoize((object: KubeObject) => featuresOf(object, object.metadata.name ?? ''));
const asWritten = memoize((object: KubeObject) => featuresOf(object, ''));

function featuresOf(object: KubeObject, name: string): Features {
  const counts = new Map<string, number>();
  let total = 0;
  const visit = (value: unknown, path: string): void => {
    if (SKIPPED.has(path)) return;
    if (Array.isArray(value)) for (const element of value) visit(element, `${path}[]`);
    else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) visit(part, `${path}.${key}`);
    else {
      const text =
        typeof value === 'string' && name.length > 1 ? value.replaceAll(name, '\u0000') : String(value);
      const feature = `${path}=${text}`;
      counts.set(feature, (counts.get(feature) ?? 0) + 1);
      total++;
    }
  };
  visit(object, '');
  return { counts, total };
}

const SKIPPED = new Set(['.apiVersion', '.kind', '.metadata.name', '.metadata.namespace']);

/** Whether two workloads run a common image, whatever its version. True for what is no workload. */
export function runSameProgram(a: ObjectEntry, b: ObjectEntry): boolean {
  const left = repositoriesOf(a);
  const right = repositoriesOf(b);
  return left === undefined || right === undefined || left.some((repository) => right.includes(repository));
}

function repositoriesOf({ object }: ObjectEntry): readonly string[] | undefined {
  const workload = workloadOf(object);
  return (
    workload &&
    (podSpecOf(workload).containers ?? []).map(({ image = '' }) => {
      const { registry, repository } = parseImage(image);
      return `${registry}/${repository}`;
    })
  );
}
