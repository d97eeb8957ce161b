import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { serviceKeyOf } from '../../../kube/endpoint-slices';
import type { Endpoints as EndpointsObject, Service } from '../../../kube/generated/core-v1';
import type { EndpointSlice } from '../../../kube/generated/discovery-v1';
import { EndpointSlices, Endpoints, Services } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop, RetryLater } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import {
  SLICE_RETRY,
  SLICE_SERVICE_INDEX,
  sliceServiceIndex,
} from '../endpointslice/endpointslice-controller';
import { isManagedBy } from '../endpointslice/slice-object';
import { SliceTracker } from '../endpointslice/slice-tracker';
import { MAX_MIRRORED, MIRROR, planMirror } from './mirrored-slices';

const NAME = 'endpointslicemirroring-controller';
const EVENT_SOURCE = 'endpoint-slice-mirroring-controller';
const MAX_RETRIES = 15;
const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

const hasSelector = ({ spec }: Service) => Object.keys(spec?.selector ?? {}).length > 0;

/** Makes EndpointSlices of the Endpoints objects that users write for Services without a selector. */
export class EndpointSliceMirroringController implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly services: Informer<Service>;
  private readonly endpoints: Informer<EndpointsObject>;
  private readonly slices: Informer<EndpointSlice>;
  private readonly tracker = new SliceTracker();

  constructor({ clock, informers, client, recorder }: ComponentContext) {
    this.client = client(NAME);
    this.events = recorder(this.client, { component: EVENT_SOURCE });
    this.loop = new ControllerLoop({
      clock,
      client: this.client,
      sync: (key) => this.sync(key),
      queue: { ...SLICE_RETRY, longestRetry: 100_000 },
      maxRetries: MAX_RETRIES,
    });
    this.services = informers.of(Services);
    this.endpoints = informers.of(Endpoints);
    this.slices = informers.of(EndpointSlices);
    this.slices.addIndex(SLICE_SERVICE_INDEX, sliceServiceIndex);
    this.endpoints.on({
      added: (object, revision) => this.endpointsChanged(object, undefined, revision),
      updated: (object, old, revision) => this.endpointsChanged(object, old, revision),
      deleted: (object, revision) => this.endpointsChanged(object, undefined, revision),
    });
    this.services.on({
      added: (service, revision) => this.serviceChanged(service, revision),
      updated: (service, old, revision) => {
        if (hasSelector(service) !== hasSelector(old)) this.loop.enqueue(keyOf(service), revision);
      },
      deleted: (service, revision) => this.serviceChanged(service, revision),
    });
    this.slices.on({
      added: (slice, revision) => this.sliceChanged(slice, revision),
      updated: (slice, _old, revision) => this.sliceChanged(slice, revision),
      deleted: (slice, revision) => this.sliceDeleted(slice, revision),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private endpointsChanged(
    object: EndpointsObject,
    old: EndpointsObject | undefined,
    revision: number,
  ): void {
    if (isMirrored(object) || (old && isMirrored(old))) this.loop.enqueue(keyOf(object), revision);
  }

  private serviceChanged(service: Service, revision: number): void {
    if (!hasSelector(service)) this.loop.enqueue(keyOf(service), revision);
  }

  private sliceChanged(slice: EndpointSlice, revision: number): void {
    const key = serviceKeyOf(slice);
    if (key && isManagedBy(slice, MIRROR) && this.tracker.isForeign(key, slice))
      this.loop.enqueue(key, revision);
  }

  private sliceDeleted(slice: EndpointSlice, revision: number): void {
    const key = serviceKeyOf(slice);
    if (key && isManagedBy(slice, MIRROR) && !this.tracker.deletionObserved(key, slice))
      this.loop.enqueue(key, revision);
  }

  private sync(key: string): void {
    const slices = this.slices.byIndex(SLICE_SERVICE_INDEX, key).filter((one) => isManagedBy(one, MIRROR));
    const endpoints = this.endpoints.byKey(key);
    const service = this.services.byKey(key);
    if (!endpoints || !isMirrored(endpoints) || !service || hasSelector(service)) {
      this.tracker.forget(key);
      for (const slice of slices) this.delete(slice);
      return;
    }
    if (this.tracker.isStale(key, slices))
      throw new RetryLater('EndpointSlice informer cache is out of date');
    this.mirror(key, endpoints, slices);
  }

  private mirror(key: string, endpoints: EndpointsObject, slices: readonly EndpointSlice[]): void {
    const plan = planMirror(endpoints, slices);
    if (plan.skipped > 0)
      this.events.warning(
        endpoints,
        'TooManyAddressesToMirror',
        `A max of ${MAX_MIRRORED} addresses can be mirrored to EndpointSlices per Endpoints subset. ${plan.skipped} addresses were skipped`,
      );
    if (!endpoints.metadata.deletionTimestamp)
      for (const slice of plan.create) this.tracker.update(key, this.client.create(EndpointSlices, slice));
    for (const slice of plan.update) this.tracker.update(key, this.client.update(EndpointSlices, slice));
    for (const slice of plan.delete) {
      this.delete(slice);
      this.tracker.expectDeletion(key, slice);
    }
  }

  private delete({ metadata }: EndpointSlice): void {
    this.client.delete(EndpointSlices, metadata.namespace!, metadata.name!);
  }
}

function isMirrored({ metadata }: EndpointsObject): boolean {
  return metadata.labels?.[SKIP] !== 'true' && metadata.annotations?.[LEADER] === undefined;
}
