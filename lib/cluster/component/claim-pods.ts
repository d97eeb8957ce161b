import type { Client } from '../../client/client';
import type { Lister } from '../../client/informer';
import type { Pod } from '../../kube/generated/core-v1';
import { Pods } from '../../kube/generated/resources';
import { controllerOf, type KubeObject, type OwnerReference } from '../../kube/object';
import type { ResourceType } from '../../kube/resource-type';
import type { LabelSelector } from '../../kube/selectors/label-selector';
import { isStatus } from '../../kube/status';

/** Index of pods by the UID of their controller, and of orphans by namespace. */
export const POD_OWNER_INDEX = 'controller';

/** For {@link POD_OWNER_INDEX}: a controller finds its own pods without looking at anybody else's. */
export function podOwnerIndex(pod: Pod): readonly string[] {
  const owner = controllerOf(pod);
  return [owner ? owner.uid : orphansOf(pod.metadata.namespace!)];
}

export function orphansOf(namespace: string): string {
  return `orphans:${namespace}`;
}

export interface ClaimOptions<T extends KubeObject> {
  readonly client: Client;
  readonly pods: Lister<Pod>;
  readonly owner: T;
  readonly type: ResourceType<T>;
  readonly reference: OwnerReference;
  readonly selector: LabelSelector;
}

/**
 * The pods of an owner: those it controls and still selects, with matching orphans adopted and pods that no longer match
 * released (Kubernetes' controller reference manager).
 */
export function claimPods<T extends KubeObject>(options: ClaimOptions<T>): readonly Pod[] {
  const { pods, owner, selector } = options;
  const own = pods.byIndex(POD_OWNER_INDEX, owner.metadata.uid!);
  const orphans = pods.byIndex(POD_OWNER_INDEX, orphansOf(owner.metadata.namespace!));
  const released = own.filter((pod) => !selector.matches(pod.metadata.labels ?? {}));
  const adoptable = orphans.filter(
    (pod) => selector.matches(pod.metadata.labels ?? {}) && !pod.metadata.deletionTimestamp,
  );
  if (released.length === 0 && (adoptable.length === 0 || owner.metadata.deletionTimestamp)) return own;
  for (const pod of released) if (!owner.metadata.deletionTimestamp) release(pod, options);
  const kept = own.filter((pod) => !released.includes(pod));
  return owner.metadata.deletionTimestamp
    ? kept
    : [...kept, ...adoptable.flatMap((pod) => adopt(pod, options))];
}

/** Only an owner that still exists, as the API server sees it, may adopt. */
function adopt<T extends KubeObject>(pod: Pod, { client, owner, type, reference }: ClaimOptions<T>): Pod[] {
  const { namespace, name, uid } = pod.metadata;
  const fresh = client.get(type, owner.metadata.namespace!, owner.metadata.name!);
  if (fresh.metadata.uid !== owner.metadata.uid || fresh.metadata.deletionTimestamp) return [];
  const metadata = { uid, ownerReferences: [reference] };
  return tolerateGone(() => [client.patch(Pods, namespace!, name!, 'strategic', { metadata })]) ?? [];
}

function release<T extends KubeObject>(pod: Pod, { client, owner }: ClaimOptions<T>): void {
  const { namespace, name, uid } = pod.metadata;
  const ownerReferences = [{ $patch: 'delete', uid: owner.metadata.uid }];
  tolerateGone(() =>
    client.patch(Pods, namespace!, name!, 'strategic', { metadata: { uid, ownerReferences } }),
  );
}

/** A pod that is gone, or was replaced by another of its name, needs nothing any more. */
function tolerateGone<R>(act: () => R): R | undefined {
  try {
    return act();
  } catch (error) {
    if (isStatus(error, 'NotFound') || isStatus(error, 'Invalid') || isStatus(error, 'Conflict'))
      return undefined;
    throw error;
  }
}
