import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { serviceKeyOf } from '../../../kube/endpoint-slices';
import type { Node, Pod, Service } from '../../../kube/generated/core-v1';
import type { EndpointSlice } from '../../../kube/generated/discovery-v1';
import { EndpointSlices, Nodes, Pods, Services } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import { StatusError } from '../../../kube/status';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop, RetryLater } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { isNamespaceTerminating } from '../../component/pod-control';
import { syncCost } from '../../component/sync-cost';
import { desiredEndpoints } from './desired-endpoints';
import { type AddressType, addressTypesOf } from './pod-endpoint';
import { ServiceSelection, selectsPods } from './service-selection';
import { CONTROLLER, isManagedBy, withTriggerTime } from './slice-object';
import type { SliceChanges } from './slice-packing';
import { planSlices, withReuse } from './slice-plan';
import { SliceTracker } from './slice-tracker';
import { TriggerTimes } from './trigger-times';

const NAME = 'endpointslice-controller';
const EVENT_SOURCE = 'endpoint-slice-controller';
/** Index of slices by the Service they say they belong to. */
export const SLICE_SERVICE_INDEX = 'service';
/** Milliseconds; failures here concern whole Services and are retried slowly. */
export const SLICE_RETRY = { firstRetry: 1000, longestRetry: 1_000_000 };
const MAX_RETRIES = 15;
/** Milliseconds before a foreign change of a slice is looked at, so that several are seen together. */
const FOREIGN_CHANGE_DELAY = 1000;

export function sliceServiceIndex(slice: EndpointSlice): readonly string[] {
  const key = serviceKeyOf(slice);
  return key ? [key] : [];
}

/** Keeps the EndpointSlices of all Services that select pods. */
export class EndpointSliceController implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly services: Informer<Service>;
  private readonly pods: Informer<Pod>;
  private readonly nodes: Informer<Node>;
  private readonly slices: Informer<EndpointSlice>;
  private readonly selection: ServiceSelection;
  private readonly tracker = new SliceTracker();
  private readonly triggerTimes = new TriggerTimes();

  constructor({ clock, informers, client, recorder }: ComponentContext) {
    this.client = client(NAME);
    this.events = recorder(this.client, { component: EVENT_SOURCE });
    this.loop = new ControllerLoop({
      clock,
      client: this.client,
      sync: (key) => this.sync(key),
      queue: SLICE_RETRY,
      maxRetries: MAX_RETRIES,
    });
    this.services = informers.of(Services);
    this.pods = informers.of(Pods);
    this.nodes = informers.of(Nodes);
    this.slices = informers.of(EndpointSlices);
    this.slices.addIndex(SLICE_SERVICE_INDEX, sliceServiceIndex);
    this.selection = new ServiceSelection(this.services, this.pods);
    this.selection.follow((key, revision) => this.loop.enqueue(key, revision));
    this.services.on({
      added: (service, revision) => this.loop.enqueue(keyOf(service), revision),
      updated: (service, _old, revision) => this.loop.enqueue(keyOf(service), revision),
      deleted: (service, revision) => this.loop.enqueue(keyOf(service), revision),
    });
    this.slices.on({
      added: (slice, revision) => this.sliceChanged(slice, revision),
      updated: (slice, old, revision) => this.sliceUpdated(slice, old, revision),
      deleted: (slice, revision) => this.sliceDeleted(slice, revision),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private sliceChanged(slice: EndpointSlice, revision: number): void {
    const key = serviceKeyOf(slice);
    if (key && isManagedBy(slice, CONTROLLER) && this.tracker.isForeign(key, slice))
      this.enqueueSlice(slice, revision);
  }

  private sliceUpdated(slice: EndpointSlice, old: EndpointSlice, revision: number): void {
    if (serviceKeyOf(slice) !== serviceKeyOf(old)) {
      this.enqueueSlice(slice, revision);
      this.enqueueSlice(old, revision);
    } else if (isManagedBy(slice, CONTROLLER) !== isManagedBy(old, CONTROLLER)) {
      this.enqueueSlice(slice, revision);
    } else {
      this.sliceChanged(slice, revision);
    }
  }

  private sliceDeleted(slice: EndpointSlice, revision: number): void {
    const key = serviceKeyOf(slice);
    if (key && isManagedBy(slice, CONTROLLER) && !this.tracker.deletionObserved(key, slice))
      this.enqueueSlice(slice, revision);
  }

  private enqueueSlice(slice: EndpointSlice, cause: number): void {
    const key = serviceKeyOf(slice);
    if (key) this.loop.enqueueAfter(key, FOREIGN_CHANGE_DELAY, { cause });
  }

  private sync(key: string): number {
    const service = this.services.byKey(key);
    if (!service) {
      this.tracker.forget(key);
      this.triggerTimes.forget(key);
    }
    return service && selectsPods(service) ? this.syncService(key, service) : 1;
  }

  private syncService(key: string, service: Service): number {
    const slices = this.slices
      .byIndex(SLICE_SERVICE_INDEX, key)
      .filter((slice) => isManagedBy(slice, CONTROLLER) && !slice.metadata.deletionTimestamp);
    if (this.tracker.isStale(key, slices))
      throw new RetryLater('EndpointSlice informer cache is out of date');
    const pods = this.selection.podsOf(service);
    const triggerTime = this.triggerTimes.next(service, pods);
    try {
      return syncCost(pods.length, this.reconcile(service, pods, slices, triggerTime));
    } catch (error) {
      if (error instanceof StatusError || error instanceof RetryLater) this.tellFailure(service, error);
      throw error;
    }
  }

  private tellFailure(service: Service, error: Error): void {
    const what = `Error updating Endpoint Slices for Service ${keyOf(service)}: ${error.message}`;
    this.events.warning(service, 'FailedToUpdateEndpointSlices', what);
  }

  /** Returns how much it wrote. */
  private reconcile(
    service: Service,
    pods: readonly Pod[],
    slices: readonly EndpointSlice[],
    triggerTime: string | undefined,
  ): number {
    const types = addressTypesOf(service);
    const problems: string[] = [];
    let writes = 0;
    for (const type of types) {
      const desired = desiredEndpoints(service, pods, type, this.nodes);
      problems.push(...desired.problems);
      const existing = slices.filter(({ addressType }) => addressType === type);
      const plan = planSlices(service, type, desired.groups, existing);
      writes += this.write(service, withReuse(service, plan), triggerTime);
    }
    const obsolete = slices.filter(({ addressType }) => !types.includes(addressType as AddressType));
    for (const slice of obsolete) this.delete(service, slice);
    if (problems.length > 0) throw new RetryLater(aggregate(problems));
    return writes + obsolete.length;
  }

  private write(service: Service, changes: SliceChanges, triggerTime: string | undefined): number {
    const key = keyOf(service);
    // The slices of a Service that is going are the garbage collector's: creating more would race with it.
    if (!service.metadata.deletionTimestamp && !this.createAll(service, changes, triggerTime)) return 0;
    for (const slice of changes.update)
      this.tracker.update(key, this.client.update(EndpointSlices, withTriggerTime(slice, triggerTime)));
    for (const slice of changes.delete) this.delete(service, slice);
    return changes.create.length + changes.update.length + changes.delete.length;
  }

  /** Returns false if the namespace is going away. */
  private createAll(service: Service, { create }: SliceChanges, triggerTime: string | undefined): boolean {
    for (const slice of create) {
      try {
        const created = this.client.create(EndpointSlices, withTriggerTime(slice, triggerTime));
        this.tracker.update(keyOf(service), created);
      } catch (error) {
        if (error instanceof StatusError && isNamespaceTerminating(error)) return false;
        throw error;
      }
    }
    return true;
  }

  private delete(service: Service, slice: EndpointSlice): void {
    this.client.delete(EndpointSlices, slice.metadata.namespace!, slice.metadata.name!);
    this.tracker.expectDeletion(keyOf(service), slice);
  }
}

/** Several errors as one text, as Go's aggregates print themselves. */
function aggregate(problems: readonly string[]): string {
  const distinct = [...new Set(problems)];
  return distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`;
}
