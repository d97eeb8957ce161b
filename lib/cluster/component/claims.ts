import type { Client } from '../../client/client';
import type { Informer, Lister } from '../../client/informer';
import { controllerOf, type KubeObject, type OwnerReference } from '../../kube/object';
import type { ResourceType } from '../../kube/resource-type';
import type { LabelSelector } from '../../kube/selectors/label-selector';
import { isStatus } from '../../kube/status';

/** Index of objects by the UID of their controller, and of orphans by namespace. */
export const CONTROLLER_INDEX = 'controller';

/** For {@link CONTROLLER_INDEX}: a controller finds what is its own without looking at anybody else's. */
export function controllerIndex(object: KubeObject): readonly string[] {
  const owner = controllerOf(object);
  return [owner ? owner.uid : orphansOf(object.metadata.namespace!)];
}

export function addControllerIndex<T extends KubeObject>(informer: Informer<T>): void {
  informer.addIndex(CONTROLLER_INDEX, controllerIndex, ({ metadata }) => metadata.ownerReferences);
}

export function orphansOf(namespace: string): string {
  return `orphans:${namespace}`;
}

export interface ClaimOptions<T extends KubeObject, C extends KubeObject> {
  readonly client: Client;
  readonly owner: T;
  readonly ownerType: ResourceType<T>;
  /** The reference by which `owner` controls. */
  readonly reference: OwnerReference;
  readonly selector: LabelSelector;
  /** What may be claimed; has {@link CONTROLLER_INDEX}. */
  readonly children: Lister<C>;
  readonly childType: ResourceType<C>;
  /** Which children count at all. @default all */
  counts?(child: C): boolean;
  /** Given to children that are adopted. @default none */
  readonly finalizers?: readonly string[];
}

/**
 * The children of an owner: those it controls and still selects, with matching orphans adopted and children that no
 * longer match released (Kubernetes' controller reference manager). The very list of the index when all of it counts.
 */
export function claim<T extends KubeObject, C extends KubeObject>(options: ClaimOptions<T, C>): readonly C[] {
  const { children, owner, selector, counts } = options;
  const isDeleted = owner.metadata.deletionTimestamp !== undefined;
  const matches = (child: C) => selector.matches(child.metadata.labels);
  const all = children.byIndex(CONTROLLER_INDEX, owner.metadata.uid!);
  const own = counts ? all.filter(counts) : all;
  const kept = own.every(matches) ? own : own.filter(matches);
  if (isDeleted) return kept;
  if (kept !== own) for (const child of own) if (!matches(child)) release(child, options);
  const orphans = children
    .byIndex(CONTROLLER_INDEX, orphansOf(owner.metadata.namespace!))
    .filter((child) => (!counts || counts(child)) && matches(child) && !child.metadata.deletionTimestamp);
  return orphans.length ? [...kept, ...adopt(orphans, options)] : kept;
}

/** Only an owner that still exists, as the API server sees it, may adopt. */
function adopt<T extends KubeObject, C extends KubeObject>(
  orphans: readonly C[],
  { client, owner, ownerType, childType, reference, finalizers }: ClaimOptions<T, C>,
): readonly C[] {
  const fresh = client.get(ownerType, owner.metadata.namespace!, owner.metadata.name!);
  if (fresh.metadata.uid !== owner.metadata.uid || fresh.metadata.deletionTimestamp) return [];
  return orphans.flatMap((orphan) => {
    const { namespace, name, uid } = orphan.metadata;
    const metadata = { uid, ownerReferences: [reference], ...(finalizers ? { finalizers } : {}) };
    return tolerateGone(() => [client.patch(childType, namespace!, name!, 'strategic', { metadata })]) ?? [];
  });
}

function release<T extends KubeObject, C extends KubeObject>(
  child: C,
  { client, owner, childType }: ClaimOptions<T, C>,
): void {
  const { namespace, name, uid } = child.metadata;
  const ownerReferences = [{ $patch: 'delete', uid: owner.metadata.uid }];
  tolerateGone(() =>
    client.patch(childType, namespace!, name!, 'strategic', { metadata: { uid, ownerReferences } }),
  );
}

/** A child that is gone, or was replaced by another of its name, needs nothing any more. */
function tolerateGone<R>(act: () => R): R | undefined {
  try {
    return act();
  } catch (error) {
    if (isStatus(error, 'NotFound') || isStatus(error, 'Invalid') || isStatus(error, 'Conflict'))
      return undefined;
    throw error;
  }
}
