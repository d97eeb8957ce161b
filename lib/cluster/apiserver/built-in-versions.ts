import { fromCoreEvent, toCoreEvent } from '../../kube/conversion/event';
import { toV1, toV2 } from '../../kube/conversion/horizontal-pod-autoscaler';
import type * as autoscaling_v1 from '../../kube/generated/autoscaling-v1';
import type * as autoscaling_v2 from '../../kube/generated/autoscaling-v2';
import type * as core_v1 from '../../kube/generated/core-v1';
import type * as events_v1 from '../../kube/generated/events-v1';
import { type KubeObject, parseApiVersion } from '../../kube/object';
import type { ResourceInfo } from '../../kube/resource-catalogue';
import { schemaOf } from '../../kube/schema';
import { qualified } from '../../kube/status';
import type { VersionedStorage } from './kind-registration';

/** A resource of Kubernetes that is served in several versions, or in two groups, over one storage. */
export interface SharedStorage {
  readonly storageName: string;
  readonly versions: VersionedStorage | undefined;
}

/** Where a built-in resource is stored. */
export function storageOf(info: ResourceInfo): SharedStorage {
  return SHARED.get(qualified(info)) ?? { storageName: qualified(info), versions: undefined };
}

function shared(
  stored: string,
  kind: string,
  apiVersions: readonly string[],
  convert: (object: KubeObject, apiVersion: string) => KubeObject,
): VersionedStorage {
  const schemaIn = (apiVersion: string) =>
    apiVersions.includes(apiVersion) ? schemaOf({ ...parseApiVersion(apiVersion), kind }) : undefined;
  return { stored, convert, schemaIn };
}

const AUTOSCALERS = shared(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  ['autoscaling/v1', 'autoscaling/v2'],
  (object, apiVersion) =>
    apiVersion === 'autoscaling/v1'
      ? toV1(object as autoscaling_v2.HorizontalPodAutoscaler)
      : toV2(object as autoscaling_v1.HorizontalPodAutoscaler),
);

const EVENTS = shared('v1', 'Event', ['v1', 'events.k8s.io/v1'], (object, apiVersion) =>
  apiVersion === 'v1' ? toCoreEvent(object as events_v1.Event) : fromCoreEvent(object as core_v1.Event),
);

const SHARED: ReadonlyMap<string, SharedStorage> = new Map([
  [
    'horizontalpodautoscalers.autoscaling',
    { storageName: 'horizontalpodautoscalers.autoscaling', versions: AUTOSCALERS },
  ],
  ['events', { storageName: 'events', versions: EVENTS }],
  ['events.events.k8s.io', { storageName: 'events', versions: EVENTS }],
]);
