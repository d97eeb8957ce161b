import type { StatefulSet } from '../../../kube/generated/apps-v1';
import type { PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import type { Ingress } from '../../../kube/generated/networking-v1';
import type { KubeObject } from '../../../kube/object';
import { podSpecOf, templateField } from '../../../kube/workloads';
import type { CheckContext } from '../../context/check-context';
import { didYouMean } from '../../context/near-miss';
import type { BuiltInRule, Problem } from '../../rule';

/** What a cluster mostly has before anybody applies anything to it: only a set that brings its own shows mistakes. */
export const CLUSTER_CLASS_RULES: readonly BuiltInRule[] = [
  {
    id: 'missing-storage-class',
    severity: 'info',
    profile: 'restricted',
    finds: 'A claim for storage of a StorageClass that is not in the set.',
    why: 'No volume is made for the claim in a cluster without that class, and its pods wait for ever.',
    fix: 'see to it that the cluster has the class, or leave storageClassName out for the default one',
    *check(context) {
      for (const { object, field, name } of storageClasses(context))
        yield* absence(context, 'storage.k8s.io/StorageClass', name, { object, field });
    },
  },
  {
    id: 'missing-priority-class',
    severity: 'info',
    profile: 'restricted',
    finds: 'A pod of a PriorityClass that is neither in the set nor Kubernetes’ own.',
    why: 'A cluster without that class refuses the pods.',
    fix: 'see to it that the cluster has the class',
    *check(context) {
      for (const workload of context.workloads) {
        const name = podSpecOf(workload).priorityClassName;
        if (!name || name.startsWith('system-')) continue;
        const place = { object: workload.object, field: templateField(workload, 'spec.priorityClassName') };
        yield* absence(context, 'scheduling.k8s.io/PriorityClass', name, place);
      }
    },
  },
  {
    id: 'missing-runtime-class',
    severity: 'info',
    profile: 'restricted',
    finds: 'A pod of a RuntimeClass that is not in the set.',
    why: 'A cluster without that class refuses the pods.',
    fix: 'see to it that the cluster has the class',
    *check(context) {
      for (const workload of context.workloads) {
        const name = podSpecOf(workload).runtimeClassName;
        if (!name) continue;
        const place = { object: workload.object, field: templateField(workload, 'spec.runtimeClassName') };
        yield* absence(context, 'node.k8s.io/RuntimeClass', name, place);
      }
    },
  },
  {
    id: 'missing-ingress-class',
    severity: 'info',
    profile: 'restricted',
    finds: 'An Ingress of an IngressClass that is not in the set.',
    why: 'No controller serves the Ingress in a cluster without that class.',
    fix: 'see to it that the cluster has the class',
    *check(context) {
      for (const ingress of context.relations.of<Ingress>('networking.k8s.io/Ingress')) {
        const name = ingress.spec?.ingressClassName;
        if (name)
          yield* absence(context, 'networking.k8s.io/IngressClass', name, {
            object: ingress,
            field: 'spec.ingressClassName',
          });
      }
    },
  },
];

interface ClassUse {
  readonly object: KubeObject;
  readonly field: string;
  readonly name: string;
}

function* storageClasses({ relations }: CheckContext): Iterable<ClassUse> {
  for (const claim of relations.of<PersistentVolumeClaim>('PersistentVolumeClaim')) {
    const name = claim.spec?.storageClassName;
    if (name) yield { object: claim, field: 'spec.storageClassName', name };
  }
  for (const set of relations.of<StatefulSet>('apps/StatefulSet'))
    for (const [index, { spec }] of (set.spec?.volumeClaimTemplates ?? []).entries()) {
      const field = `spec.volumeClaimTemplates[${index}].spec.storageClassName`;
      if (spec?.storageClassName) yield { object: set, field, name: spec.storageClassName };
    }
}

function* absence(
  context: CheckContext,
  groupKind: string,
  name: string,
  place: { readonly object: KubeObject; readonly field: string },
): Iterable<Problem> {
  const known = context.named(groupKind, '');
  if (!context.isWhole || known.has(name)) return;
  const kind = groupKind.slice(groupKind.indexOf('/') + 1);
  yield { ...place, message: `there is no ${kind} "${name}" in the set${didYouMean(name, known.keys())}` };
}
