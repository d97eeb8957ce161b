import type { KubernetesClient } from '../client/kubernetes-client';
import type { Service } from '../kube/generated/core-v1';
import type { EndpointSlice } from '../kube/generated/discovery-v1';
import { EndpointSlices } from '../kube/generated/resources';
import type { KubeObject } from '../kube/object';
import type { ResourceType } from '../kube/resource-type';
import type { ApplyTarget } from './apply';
import { type Readiness, readiness } from './readiness';

/** An applied object and how far it is. */
export interface Waiting {
  readonly target: ApplyTarget;
  /** As the cluster has it now; undefined when it is gone. */
  readonly current: KubeObject | undefined;
  readonly readiness: Readiness;
}

export interface WaitOptions {
  /** Milliseconds of the cluster's time. */
  readonly timeout: number;
  /** When the waiting counts from, in the cluster's time. */
  readonly start: number;
  readonly signal?: AbortSignal;
  readonly observer?: { waiting?(states: readonly Waiting[], elapsed: number): void };
}

/** Milliseconds between two looks at the cluster. */
const INTERVAL = 500;

/**
 * Looks at the objects until all are ready, one has failed for good, time is up, or the signal is aborted; returns how
 * they stand then. Each look is one list per kind and namespace, whatever the number of objects.
 */
export async function waitUntilReady(
  client: KubernetesClient,
  targets: readonly ApplyTarget[],
  { timeout, start, signal, observer }: WaitOptions,
): Promise<readonly Waiting[]> {
  let shown = '';
  for (;;) {
    const states = await look(client, targets);
    const elapsed = client.now() - start;
    const summary = states.map((one) => one.readiness.message).join('\n');
    if (summary !== shown) observer?.waiting?.(states, elapsed);
    shown = summary;
    const undecided = states.some((one) => one.readiness.state === 'progressing');
    const hopeless = states.some((one) => one.readiness.state === 'failed');
    if (!undecided || hopeless || elapsed >= timeout || signal?.aborted) return states;
    await client.pause(INTERVAL);
  }
}

async function look(client: KubernetesClient, targets: readonly ApplyTarget[]): Promise<readonly Waiting[]> {
  const snapshot = new Snapshot(client);
  const states: Waiting[] = [];
  for (const target of targets) {
    const { type, namespace, name } = target.reference;
    const current = (await snapshot.of(type, namespace)).get(name);
    if (current?.kind === 'Service') await snapshot.of(EndpointSlices as ResourceType, namespace);
    const context = { readyEndpoints: (service: Service) => snapshot.readyEndpoints(service) };
    const state: Readiness = current
      ? readiness(current, context)
      : { state: 'failed', message: 'was deleted by somebody else' };
    states.push({ target, current, readiness: state });
  }
  return states;
}

/** The objects of one look, each list read once. */
class Snapshot {
  private readonly lists = new Map<string, ReadonlyMap<string, KubeObject>>();

  constructor(private readonly client: KubernetesClient) {}

  async of(type: ResourceType, namespace: string): Promise<ReadonlyMap<string, KubeObject>> {
    const key = `${type.group}/${type.resource}/${namespace}`;
    let objects = this.lists.get(key);
    if (!objects) {
      const { items } = await this.client.list(type, namespace);
      const { group, version, kind } = type;
      const apiVersion = group ? `${group}/${version}` : version;
      // Items of a list do not repeat their kind on the wire.
      objects = new Map(items.map((item) => [item.metadata.name!, { apiVersion, kind, ...item }]));
      this.lists.set(key, objects);
    }
    return objects;
  }

  readyEndpoints(service: Service): number {
    const slices = this.lists.get(`discovery.k8s.io/endpointslices/${service.metadata.namespace}`)!;
    let ready = 0;
    for (const slice of slices.values() as IterableIterator<EndpointSlice>)
      if (slice.metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name)
        for (const endpoint of slice.endpoints ?? []) if (endpoint.conditions?.ready ?? true) ready++;
    return ready;
  }
}
