import type { Client } from '../client/client';
import { ADMIN } from '../cluster/identities';
import type { Journey } from '../cluster/network/journey';
import type { RequestOptions } from '../cluster/network/network';
import type { TraceStep } from '../cluster/trace/pod-trace';
import { VirtualCluster, type VirtualClusterOptions } from '../cluster/virtual-cluster';
import { awaitsConsumer } from '../deploy/awaits-consumer';
import { reasonsWhy } from '../deploy/explain';
import { applyOrder } from '../deploy/order';
import { type Readiness, readiness } from '../deploy/readiness';
import { parseDuration } from '../kube/duration';
import { readyEndpointsOf } from '../kube/endpoint-slices';
import { clone } from '../kube/frozen';
import type { Event, Pod } from '../kube/generated/core-v1';
import type { LabelSelector as LabelSelectorObject } from '../kube/generated/meta-v1';
import {
  EndpointSlices,
  Events,
  Nodes,
  Pods,
  ReplicaSets,
  StorageClasses,
} from '../kube/generated/resources';
import type { KubeObject } from '../kube/object';
import type { ResourceType } from '../kube/resource-type';
import { LabelSelector } from '../kube/selectors/label-selector';
import { isStatus } from '../kube/status';
import { type ManifestSource, objectsOf } from './manifest-source';
import { type ObjectName, objectNamed, resourceNamed, resourceOfObject } from './object-reference';

/** A pod as tests look at it. */
export interface PodView {
  readonly name: string;
  /** Undefined until the pod is scheduled. */
  readonly node: string | undefined;
  readonly ip: string | undefined;
  readonly phase: string;
  readonly ready: boolean;
  readonly restarts: number;
  readonly object: Pod;
}

/** The cluster that an object was read from: a matcher that is given the object alone can ask for its pods and events. */
const origins = new WeakMap<object, SimulatedCluster>();

export function originOf(object: object): SimulatedCluster | undefined {
  return origins.get(object);
}

/** The name under which tests write. */
const AGENT = 'test';

/** A simulated cluster in the hands of a test: virtual time, objects by short names, faults, and requests. */
export class SimulatedCluster {
  private readonly cluster: VirtualCluster;
  private readonly client: Client;
  private namespace = 'default';

  constructor(options: VirtualClusterOptions = {}) {
    this.cluster = new VirtualCluster(options);
    this.client = this.cluster.admin(AGENT);
  }

  /** A client that may do everything, for what has no short form here. */
  get api(): Client {
    return this.client;
  }

  /**
   * Applies manifests (server-side apply). When all of them are in one namespace, names without a namespace mean it from
   * now on. @throws StatusError for what the API server refuses
   */
  apply(source: ManifestSource): void {
    const objects = objectsOf(source);
    const namespaces = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
    if (namespaces.size === 1) [this.namespace] = namespaces as unknown as [string];
    for (const { object } of applyOrder(objects.map((one) => ({ object: one })))) this.applyOne(object);
  }

  /** Lets time pass until nothing is left to do. Returns the virtual milliseconds it took. */
  settle(): number {
    return this.cluster.settle();
  }

  /** Lets virtual time pass: `'30s'`, `'7m'`, or milliseconds. */
  advance(duration: string | number): void {
    this.cluster.advance(typeof duration === 'number' ? duration : parseDuration(duration));
  }

  /** Milliseconds since the Unix epoch, in the cluster's time. */
  now(): number {
    return this.cluster.now();
  }

  /** @throws StatusError NotFound */
  get<T extends KubeObject = KubeObject>(name: ObjectName): T {
    const { info, namespace, name: own } = this.named(name);
    const object = this.client.get(info, namespace, own) as T;
    origins.set(object, this);
    return object;
  }

  /** Whether there is such an object. */
  has(name: ObjectName): boolean {
    try {
      this.get(name);
      return true;
    } catch (error) {
      if (isStatus(error, 'NotFound')) return false;
      throw error;
    }
  }

  /** All objects of a kind; in the default namespace, unless another one or `*` for all is given. */
  list<T extends KubeObject = KubeObject>(kind: string, namespace = this.namespace): readonly T[] {
    const info = resourceNamed(this.cluster.catalogue, kind);
    return this.client.list(info, info.namespaced && namespace !== '*' ? namespace : '')
      .items as unknown as readonly T[];
  }

  delete(name: ObjectName): void {
    const { info, namespace, name: own } = this.named(name);
    this.client.delete(info, namespace, own);
  }

  /** A merge patch: `patch('Deployment/api', {spec: {paused: true}})`. */
  patch<T extends KubeObject = KubeObject>(name: ObjectName, patch: object): T {
    const { info, namespace, name: own } = this.named(name);
    return this.client.patch(info, namespace, own, 'merge', patch) as T;
  }

  scale(name: ObjectName, replicas: number): void {
    this.patch(name, { spec: { replicas } });
  }

  /** The pods of a workload or Service, by its selector; those being deleted are left out. */
  podsOf(name: ObjectName): readonly PodView[] {
    const { metadata, spec } = this.get(name) as KubeObject & { spec?: { selector?: object } };
    const selector = spec?.selector;
    if (!selector) throw new Error(`${name} has no selector, so it has no pods of its own`);
    const labels = selectorOf(selector);
    return this.client
      .list(Pods, metadata.namespace)
      .items.filter((pod) => labels.matches(pod.metadata.labels) && !pod.metadata.deletionTimestamp)
      .map(viewOf);
  }

  /** Sends a request through the cluster's network, from outside or from a pod. */
  request(url: string, options?: RequestOptions): Journey {
    return this.cluster.network!.request(url, options);
  }

  /** What was told about an object: `Pulled: Container image … already present on machine`. Oldest first. */
  eventsOf(name: ObjectName): readonly string[] {
    const { uid } = this.get(name).metadata;
    return this.client
      .list(Events)
      .items.filter(({ involvedObject }) => involvedObject.uid === uid)
      .map(({ reason, message }) => `${reason}: ${message}`);
  }

  /** The machine of a node dies: its pods with it. */
  failNode(name: string): void {
    this.cluster.fleet!.fail(name);
  }

  recoverNode(name: string): void {
    this.cluster.fleet!.recover(name);
  }

  /** Names of all nodes. */
  nodes(): readonly string[] {
    return this.client.list(Nodes).items.map(({ metadata }) => metadata.name!);
  }

  /** Deletes a pod with its grace period, as `kubectl delete pod` does. */
  killPod(name: string): void {
    this.delete(name.includes('/') ? name : `Pod/${name}`);
  }

  /** The process in a container dies. The container may be left out where the pod has only one. */
  killContainer(pod: string, container?: string): void {
    const { metadata, spec } = this.get<Pod>(pod.includes('/') ? pod : `Pod/${pod}`);
    const [only] = spec!.containers;
    this.cluster.fleet!.killContainer(`${metadata.namespace}/${metadata.name}`, container ?? only!.name);
  }

  /** The path of a pod's creation through the components. */
  traceOf(pod: string): readonly TraceStep[] {
    const { metadata } = this.get(pod.includes('/') ? pod : `Pod/${pod}`);
    return this.cluster.trace(metadata.namespace!, metadata.name!);
  }

  /** How far an object is, by the rules of `seaworthy apply`. */
  readinessOf(object: KubeObject): Readiness {
    const itemsOf = <T extends KubeObject>(type: ResourceType<T>, namespace = '') =>
      this.client.list(type, namespace).items;
    return readiness(object, {
      readyEndpoints: (service) =>
        readyEndpointsOf(service, itemsOf(EndpointSlices, service.metadata.namespace)),
      awaitsConsumer: (claim) =>
        awaitsConsumer(claim, itemsOf(StorageClasses), itemsOf(Pods, claim.metadata.namespace)),
    });
  }

  /** Why an object is not ready: what its pods and events say. */
  reasonsWhyNot(object: KubeObject): readonly string[] {
    const namespace = object.metadata.namespace ?? '';
    return reasonsWhy(object, {
      pods: this.client.list(Pods, namespace).items,
      replicaSets: this.client.list(ReplicaSets, namespace).items,
      warnings: this.client.list(Events, namespace, { fieldSelector: 'type=Warning' })
        .items as readonly Event[],
    });
  }

  private named(name: ObjectName) {
    return objectNamed(this.cluster.catalogue, name, this.namespace);
  }

  private applyOne(object: KubeObject): void {
    const info = resourceOfObject(this.cluster.catalogue, object);
    const namespace = info.namespaced ? (object.metadata.namespace ?? this.namespace) : '';
    this.cluster.api.handle({
      user: ADMIN,
      agent: AGENT,
      verb: 'patch',
      patchType: 'apply',
      group: info.group,
      version: info.version,
      resource: info.resource,
      namespace,
      name: object.metadata.name,
      // A copy: the author's object must stay as it is, and may be frozen by its author.
      body: clone(object),
      options: { fieldManager: 'seaworthy', force: true },
    });
  }
}

/** Services have a plain map, workloads a LabelSelector. */
function selectorOf(selector: object): LabelSelector {
  const isObject = 'matchLabels' in selector || 'matchExpressions' in selector;
  return isObject
    ? LabelSelector.of(selector as LabelSelectorObject)
    : LabelSelector.ofMap(selector as Record<string, string>);
}

function viewOf(object: Pod): PodView {
  const { metadata, spec, status } = object;
  return {
    name: metadata.name!,
    node: spec?.nodeName,
    ip: status?.podIP,
    phase: status?.phase ?? 'Unknown',
    ready:
      status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false,
    restarts: (status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0),
    object,
  };
}
