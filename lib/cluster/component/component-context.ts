import type { Client } from '../../client/client';
import type { InformerFactory } from '../../client/informer';
import type { ResourceCatalogue } from '../../kube/resource-catalogue';
import type { Clock } from '../clock/clock';
import type { Random } from '../clock/random';
import type { EventRecorder, EventSource } from './event-recorder';

/** What a component of the cluster (a controller, the scheduler, the kubelets, the network) is given to work with. */
export interface ComponentContext {
  readonly clock: Clock;
  readonly random: Random;
  /** Shared by everything in the same process of a real cluster: all controllers see one cache, the scheduler another. */
  readonly informers: InformerFactory;
  /** What the API server serves now, as discovery tells it. */
  readonly catalogue: ResourceCatalogue;
  /** A client with the identity of the named part: `deployment-controller` acts as its own service account. */
  client(name: string): Client;
  recorder(client: Client, source: EventSource): EventRecorder;
}

/** A running component. */
export interface Component {
  /** Called once, after the informers of its context have listed. */
  start?(): void;
  stop(): void;
}
