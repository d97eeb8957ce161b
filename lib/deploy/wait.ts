import type { KubernetesClient } from '../client/kubernetes-client';
import { readyEndpointsOf } from '../kube/endpoint-slices';
import type { Pod } from '../kube/generated/core-v1';
import type { EndpointSlice } from '../kube/generated/discovery-v1';
import { EndpointSlices, Pods, StorageClasses } from '../kube/generated/resources';
import type { StorageClass } from '../kube/generated/storage-v1';
import type { KubeObject } from '../kube/object';
import type { ResourceType } from '../kube/resource-type';
import { isStatus } from '../kube/status';
import type { ApplyTarget } from './apply';
import { awaitsConsumer } from './awaits-consumer';
import { type Readiness, type ReadinessContext, readiness } from './readiness';

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
    const state: Readiness = current
      ? readiness(current, await contextOf(current, snapshot))
      : { state: 'failed', message: 'was deleted by somebody else' };
    states.push({ target, current, readiness: state });
  }
  return states;
}

/** What the readiness of an object depends on, as far as it depends on anything. */
async function contextOf({ kind, metadata }: KubeObject, snapshot: Snapshot): Promise<ReadinessContext> {
  const { namespace = '' } = metadata;
  const isClaim = kind === 'PersistentVolumeClaim';
  const slices = kind === 'Service' ? await snapshot.all<EndpointSlice>(EndpointSlices, namespace) : [];
  const classes = isClaim ? await snapshot.all<StorageClass>(StorageClasses, '') : [];
  const pods = isClaim ? await snapshot.all<Pod>(Pods, namespace) : [];
  return {
    readyEndpoints: (service) => readyEndpointsOf(service, slices),
    awaitsConsumer: (claim) => awaitsConsumer(claim, classes, pods),
  };
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

  /** What is around an object; nothing where this client may not look. */
  async all<T extends KubeObject>(type: ResourceType<T>, namespace: string): Promise<readonly T[]> {
    try {
      return [...(await this.of(type as ResourceType, namespace)).values()] as T[];
    } catch (error) {
      if (isStatus(error, 'Forbidden')) return [];
      throw error;
    }
  }
}
