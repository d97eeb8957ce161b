import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type {
  EndpointAddress,
  EndpointSubset,
  Endpoints as EndpointsObject,
  Pod,
  Service,
} from '../../../kube/generated/core-v1';
import { Endpoints, Pods, Services } from '../../../kube/generated/resources';
import { keyOf, splitKey } from '../../../kube/object';
import { isPodReady } from '../../../kube/pod-status';
import { isStatus, StatusError } from '../../../kube/status';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop, RetryLater } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { isNamespaceTerminating } from '../../component/pod-control';
import { syncCost } from '../../component/sync-cost';
import {
  addressesOf,
  addressTypesOf,
  hasEndpoint,
  hasHostname,
  targetPortOf,
} from '../endpointslice/pod-endpoint';
import { ServiceSelection, selectsPods } from '../endpointslice/service-selection';
import { HEADLESS, LAST_CHANGE_TRIGGER_TIME } from '../endpointslice/slice-object';
import { TriggerTimes } from '../endpointslice/trigger-times';
import { isOverCapacity, type PortAddress, packSubsets, repackSubsets, truncated } from './subsets';

const NAME = 'endpoint-controller';
const MAX_RETRIES = 15;
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

/** Keeps the Endpoints objects, EndpointSlices' predecessors, of all Services that select pods. */
export class EndpointsController implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly services: Informer<Service>;
  private readonly endpoints: Informer<EndpointsObject>;
  private readonly selection: ServiceSelection;
  private readonly triggerTimes = new TriggerTimes();
  /** By key, the version that was replaced last: a cache that still shows it lags behind. */
  private readonly replaced = new Map<string, string>();

  constructor({ clock, informers, client, recorder }: ComponentContext) {
    this.client = client(NAME);
    this.events = recorder(this.client, { component: NAME });
    const sync = (key: string) => this.sync(key);
    this.loop = new ControllerLoop({ clock, client: this.client, sync, maxRetries: MAX_RETRIES });
    this.services = informers.of(Services);
    this.endpoints = informers.of(Endpoints);
    this.selection = new ServiceSelection(this.services, informers.of(Pods));
    this.selection.follow((key, revision) => this.loop.enqueue(key, revision));
    this.services.on({
      added: (service, revision) => this.loop.enqueue(keyOf(service), revision),
      updated: (service, _old, revision) => this.loop.enqueue(keyOf(service), revision),
      deleted: (service, revision) => this.loop.enqueue(keyOf(service), revision),
    });
    this.endpoints.on({ deleted: (object, revision) => this.loop.enqueue(keyOf(object), revision) });
  }

  /** Endpoints whose Service went while nobody looked. */
  start(): void {
    for (const object of this.endpoints.list())
      if (!object.metadata.annotations?.[LEADER]) this.loop.enqueue(keyOf(object));
  }

  stop(): void {
    this.loop.stop();
  }

  private sync(key: string): number {
    const service = this.services.byKey(key);
    if (!service) this.removeLeftover(key);
    return service && selectsPods(service) ? this.reconcile(service) : 1;
  }

  private removeLeftover(key: string): void {
    const { namespace, name } = splitKey(key);
    this.triggerTimes.forget(key);
    this.replaced.delete(key);
    try {
      this.client.delete(Endpoints, namespace, name);
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
    }
  }

  private reconcile(service: Service): number {
    const key = keyOf(service);
    const pods = this.selection.podsOf(service);
    const triggerTime = this.triggerTimes.next(service, pods);
    const subsets = packSubsets(pods.flatMap((pod) => addressesOfPod(pod, service)));
    const current = this.endpoints.byKey(key);
    const version = current?.metadata.resourceVersion;
    if (version && version === this.replaced.get(key))
      throw new RetryLater(`endpoints informer cache is out of date for ${key}`);
    if (current && isCorrect(current, service, subsets)) return syncCost(pods.length);
    const desired = desiredEndpoints(service, current, subsets, triggerTime);
    try {
      if (version) {
        const updated = this.client.update(Endpoints, desired);
        if (updated.metadata.resourceVersion !== version) this.replaced.set(key, version);
      } else this.client.create(Endpoints, desired);
    } catch (error) {
      if (error instanceof StatusError && !isNamespaceTerminating(error)) this.tellFailure(desired, error);
      throw error;
    }
    return syncCost(pods.length, 1);
  }

  private tellFailure(object: EndpointsObject, error: StatusError): void {
    const key = keyOf(object);
    if (object.metadata.resourceVersion)
      this.events.warning(
        object,
        'FailedToUpdateEndpoint',
        `Failed to update endpoint ${key}: ${error.message}`,
      );
    else
      this.events.warning(
        object,
        'FailedToCreateEndpoint',
        `Failed to create endpoint for service ${key}: ${error.message}`,
      );
  }
}

function addressesOfPod(pod: Pod, service: Service): readonly PortAddress[] {
  const publishAll = Boolean(service.spec?.publishNotReadyAddresses);
  if (!hasEndpoint(pod, { terminating: publishAll })) return [];
  const address = addressOf(pod, service);
  if (!address) return [];
  const ready = publishAll || isPodReady(pod);
  const ports = service.spec?.ports ?? [];
  if (ports.length === 0)
    return service.spec?.clusterIP === 'None' ? [{ address, port: undefined, ready }] : [];
  return ports.flatMap((servicePort) => {
    const number = targetPortOf(pod, servicePort);
    if (number === undefined) return [];
    const { name, protocol, appProtocol } = servicePort;
    const port = {
      ...(name ? { name } : {}),
      port: number,
      protocol,
      ...(appProtocol ? { appProtocol } : {}),
    };
    return [{ address, port, ready }];
  });
}

function addressOf(pod: Pod, service: Service): EndpointAddress | undefined {
  const ip = addressesOf(pod, addressTypesOf(service)[0]!)[0];
  if (!ip) return undefined;
  const { namespace, name, uid } = pod.metadata;
  return {
    ip,
    ...(hasHostname(pod, service) ? { hostname: pod.spec!.hostname } : {}),
    nodeName: pod.spec?.nodeName ?? '',
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

function isCorrect(
  { metadata, subsets = [] }: EndpointsObject,
  service: Service,
  desired: readonly EndpointSubset[],
): boolean {
  return (
    (equal(subsets, desired) || equal(repackSubsets(subsets), desired)) &&
    hasLabelsOf(metadata.labels, service) &&
    !isOverCapacity(subsets) &&
    metadata.annotations?.[OVER_CAPACITY] === undefined
  );
}

function hasLabelsOf(labels: { readonly [key: string]: string } = {}, { metadata }: Service): boolean {
  const { [MANAGED_BY]: managedBy, [HEADLESS]: _headless, ...own } = labels;
  return managedBy === NAME && equal(own, metadata.labels ?? {});
}

function desiredEndpoints(
  service: Service,
  current: EndpointsObject | undefined,
  subsets: readonly EndpointSubset[],
  triggerTime: string | undefined,
): EndpointsObject {
  const { namespace, name, labels } = service.metadata;
  const {
    [LAST_CHANGE_TRIGGER_TIME]: _time,
    [OVER_CAPACITY]: _over,
    ...annotations
  } = current?.metadata.annotations ?? {};
  const { [HEADLESS]: _headless, ...ownLabels } = labels ?? {};
  const hasIp = service.spec?.clusterIP && service.spec.clusterIP !== 'None';
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      ...(current?.metadata ?? { namespace, name }),
      labels: { ...ownLabels, ...(hasIp ? {} : { [HEADLESS]: '' }), [MANAGED_BY]: NAME },
      annotations: {
        ...annotations,
        ...(triggerTime ? { [LAST_CHANGE_TRIGGER_TIME]: triggerTime } : {}),
        ...(isOverCapacity(subsets) ? { [OVER_CAPACITY]: 'truncated' } : {}),
      },
    },
    ...(subsets.length ? { subsets: truncated(subsets) } : {}),
  };
}
