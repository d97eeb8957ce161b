import type { KubeObject } from '../../../kube/object';

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
