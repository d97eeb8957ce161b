import type { Client } from '../../client/client';
import type { KubeObject } from '../../kube/object';
import type { ResourceType } from '../../kube/resource-type';

/** Whether an object that is being deleted waits for this finalizer. */
export function waitsForFinalizer({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(finalizer) ?? false);
}

/** Whether an object that is not being deleted still lacks the finalizer. */
export function lacksFinalizer({ metadata }: KubeObject, finalizer: string): boolean {
  return !metadata.deletionTimestamp && !metadata.finalizers?.includes(finalizer);
}

export function addFinalizer<T extends KubeObject>(
  client: Client,
  type: ResourceType<T>,
  object: T,
  finalizer: string,
): void {
  const finalizers = [...(object.metadata.finalizers ?? []), finalizer];
  client.update(type, { ...object, metadata: { ...object.metadata, finalizers } });
}

export function removeFinalizer<T extends KubeObject>(
  client: Client,
  type: ResourceType<T>,
  object: T,
  finalizer: string,
): void {
  const { finalizers, ...metadata } = object.metadata;
  const others = finalizers!.filter((one) => one !== finalizer);
  client.update(type, {
    ...object,
    metadata: others.length ? { ...metadata, finalizers: others } : metadata,
  });
}
