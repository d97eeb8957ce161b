import type { HorizontalPodAutoscaler } from '../kube/generated/autoscaling-v2';
import type { Service } from '../kube/generated/core-v1';
import type { NetworkPolicy } from '../kube/generated/networking-v1';
import type { PodDisruptionBudget } from '../kube/generated/policy-v1';
import type { RoleBinding } from '../kube/generated/rbac-v1';
import type { KubeObject } from '../kube/object';
import type { ReferencedKind } from '../kube/relations/pod-references';
import { groupKindOf, type Relations } from '../kube/relations/relations';
import { routesOf } from '../kube/relations/routes';
import { type Workload, workloadOf } from '../kube/workloads';

/** The workloads that an object is there for: those that a Service selects, read a ConfigMap, are scaled by it. */
export function workloadsBehind(object: KubeObject, relations: Relations): readonly Workload[] {
  const own = workloadOf(object);
  if (own) return [own];
  const { namespace = '', name = '' } = object.metadata;
  switch (groupKindOf(object)) {
    case 'Service':
      return relations.selectedBy(object as Service);
    case 'ConfigMap':
    case 'Secret':
    case 'PersistentVolumeClaim':
    case 'ServiceAccount':
      return relations
        .consumersOf(object.kind as ReferencedKind, namespace, name)
        .map(({ workload }) => workload);
    case 'autoscaling/HorizontalPodAutoscaler': {
      const scaled = relations.scaledBy(object as HorizontalPodAutoscaler);
      return scaled ? [scaled] : [];
    }
    case 'policy/PodDisruptionBudget':
      return relations.budgetedBy(object as PodDisruptionBudget);
    case 'networking.k8s.io/NetworkPolicy':
      return relations.isolatedBy(object as NetworkPolicy);
    case 'rbac.authorization.k8s.io/RoleBinding':
    case 'rbac.authorization.k8s.io/ClusterRoleBinding':
      return accountsOf(object as RoleBinding).flatMap((account) =>
        relations
          .consumersOf('ServiceAccount', account.namespace || namespace, account.name)
          .map(({ workload }) => workload),
      );
    default:
      return unique(routedServices(object, relations).flatMap((service) => relations.selectedBy(service)));
  }
}

/** The Services that an Ingress or a route of the Gateway API leads to. */
export function routedServices(object: KubeObject, relations: Relations): readonly Service[] {
  return unique(
    routesOf(object).flatMap(({ service }) => {
      const found = relations.find<Service>('Service', service.namespace, service.name);
      return found ? [found] : [];
    }),
  );
}

function accountsOf({ subjects }: RoleBinding): { readonly namespace?: string; readonly name: string }[] {
  return (subjects ?? []).filter(({ kind }) => kind === 'ServiceAccount');
}

export function unique<T>(values: readonly T[]): readonly T[] {
  return values.length < 2 ? values : [...new Set(values)];
}
