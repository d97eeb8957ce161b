import type { KubeObject } from './object';

/** Annotations that mark a storage class as default. */
export const DEFAULT_STORAGE_CLASS_MARKS: readonly string[] = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** The class that is marked as default; of several, the newest, and of those the first by name. */
export function defaultClassOf<T extends KubeObject>(
  classes: readonly T[],
  annotations: readonly string[],
): T | undefined {
  const marked = classes.filter(({ metadata }) =>
    annotations.some((key) => metadata.annotations?.[key] === 'true'),
  );
  return marked.sort(newestFirst)[0];
}

function newestFirst(a: KubeObject, b: KubeObject): number {
  const age = Date.parse(b.metadata.creationTimestamp!) - Date.parse(a.metadata.creationTimestamp!);
  return age || (a.metadata.name! < b.metadata.name! ? -1 : 1);
}
