import { freeze } from '../../kube/frozen';
import type { ClusterRole, PolicyRule } from '../../kube/generated/rbac-v1';
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../kube/object';
import groups from './objects.json';

/** Objects of one kind with what they have in common, as objects.json keeps them. */
export interface BootstrapGroup extends GroupVersionKind {
  readonly annotations: { readonly [key: string]: string };
  readonly labels: { readonly [key: string]: string };
  readonly items: readonly {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: { readonly [key: string]: string };
    readonly labels?: { readonly [key: string]: string };
    /** The object without its metadata. */
    readonly rest: object;
  }[];
}

let built: readonly KubeObject[] | undefined;

/**
 * What an API server of the reference version creates in a new cluster: roles, bindings, priority classes, flow schemas
 * and priority levels. Frozen, and shared by all clusters of the process.
 */
export function bootstrapObjects(): readonly KubeObject[] {
  built ??= freeze((groups as unknown as readonly BootstrapGroup[]).flatMap(objectsOf));
  return built;
}

/** The rules of one of these cluster roles. */
export function bootstrapRules(clusterRole: string): readonly PolicyRule[] {
  const role = bootstrapObjects().find(
    ({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === clusterRole,
  );
  return (role as ClusterRole).rules!;
}

function objectsOf({ group, version, kind, annotations, labels, items }: BootstrapGroup): KubeObject[] {
  const apiVersion = apiVersionOf({ group, version });
  return items.map((item) => {
    const metadata = {
      name: item.name,
      ...(item.namespace ? { namespace: item.namespace } : {}),
      ...mapField('annotations', { ...annotations, ...item.annotations }),
      ...mapField('labels', { ...labels, ...item.labels }),
    };
    return { apiVersion, kind, metadata, ...item.rest };
  });
}

function mapField(name: string, map: { readonly [key: string]: string }): object {
  return Object.keys(map).length > 0 ? { [name]: map } : {};
}
