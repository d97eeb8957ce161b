import type { Client } from '../../../client/client';
import type { Scale } from '../../../kube/generated/autoscaling-v1';
import type { CrossVersionObjectReference } from '../../../kube/generated/autoscaling-v2';
import { type KubeObject, parseApiVersion } from '../../../kube/object';
import type { ResourceCatalogue, ResourceInfo } from '../../../kube/resource-catalogue';
import type { ResourceType } from '../../../kube/resource-type';
import { StatusError } from '../../../kube/status';
import { MetricError } from './metric-error';

/** What an autoscaler scales, as it is now. */
export interface ScaleTarget {
  readonly type: ResourceType;
  readonly scale: Scale;
}

/** Throws a {@link MetricError} when there is no such thing. */
export function readTarget(
  client: Client,
  catalogue: ResourceCatalogue,
  namespace: string,
  { apiVersion = '', kind, name }: CrossVersionObjectReference,
): ScaleTarget {
  const { group } = parseApiVersion(apiVersion);
  const type = findKind(catalogue, group, kind);
  if (!type) throw new MetricError(`no matches for kind "${kind}" in group "${group}"`);
  try {
    return { type, scale: client.getScale(type as unknown as ResourceType, namespace, name) };
  } catch (error) {
    if (error instanceof StatusError) throw new MetricError(error.message);
    throw error;
  }
}

function findKind(
  catalogue: ResourceCatalogue,
  group: string,
  kind: string,
): (ResourceInfo & ResourceType) | undefined {
  for (const info of catalogue.all())
    if (info.group === group && info.kind === kind && info.verbs.includes('get')) return info as never;
  return undefined;
}

/** Throws a StatusError. */
export function writeTarget(client: Client, { type, scale }: ScaleTarget, replicas: number): void {
  const resized = { ...scale, spec: { ...scale.spec, replicas } };
  client.updateSubresource(type as ResourceType<KubeObject>, resized as KubeObject, 'scale');
}
