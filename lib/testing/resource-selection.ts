import { workloadsBehind } from '../diff/belonging';
import { ObjectSet } from '../diff/object-set';
import type { KubeObject } from '../kube/object';

/** The workloads that an object (`Service/web`, `shop/Service/web`) is for: `Deployment/web`, sorted. */
export function workloadsSelectedBy(objects: readonly KubeObject[], name: string): readonly string[] {
  const set = new ObjectSet(objects.map((object) => ({ object })));
  const [own, kind, namespace] = name.split('/').reverse();
  const found = set.entries.filter(
    ({ identity }) =>
      identity.name === own &&
      identity.kind === kind &&
      (namespace === undefined || identity.namespace === namespace),
  );
  if (found.length !== 1)
    throw new Error(
      found.length === 0
        ? `the manifests have no ${name}`
        : `the manifests have several ${name}: name its namespace, as in ${found[0]!.identity.namespace}/${name}`,
    );
  return workloadsBehind(found[0]!.object, set.relations)
    .map((workload) => `${workload.kind}/${workload.name}`)
    .sort();
}
