import { Client } from '../../../lib/client/client';
import { InformerFactory } from '../../../lib/client/informer';
import { defaultTolerationSeconds } from '../../../lib/cluster/apiserver/admission/default-toleration-seconds';
import { namespaceLifecycle } from '../../../lib/cluster/apiserver/admission/namespace-lifecycle';
import { SUPERUSERS } from '../../../lib/cluster/apiserver/authorization/authorizer';
import { Random } from '../../../lib/cluster/clock/random';
import { VirtualClock } from '../../../lib/cluster/clock/virtual-clock';
import type { ComponentContext } from '../../../lib/cluster/component/component-context';
import { EventRecorder } from '../../../lib/cluster/component/event-recorder';
import { buildControlPlane } from '../../../lib/cluster/control-plane';
import { Scheduler } from '../../../lib/cluster/scheduler/scheduler';
import type { Event, Pod } from '../../../lib/kube/generated/core-v1';
import { Events, Namespaces, Nodes, Pods } from '../../../lib/kube/generated/resources';
import { type KubeObject, parseApiVersion } from '../../../lib/kube/object';
import { podCondition } from '../../../lib/kube/pod-status';
import type { ResourceCatalogue } from '../../../lib/kube/resource-catalogue';
import type { ResourceType } from '../../../lib/kube/resource-type';
import { NAMESPACE, nodeOf, podOf, type SituationNode, type SituationPod } from './situation';

/** Pods are what the tests say, and no controller is there that would make service accounts. */
const ADMISSION = [namespaceLifecycle, defaultTolerationSeconds];

/** An API server and a scheduler, and nothing else: no controller and no kubelet gets in the way. */
export class SchedulingCluster {
  readonly clock = new VirtualClock();
  readonly client: Client;
  private readonly catalogue: ResourceCatalogue;
  private readonly scheduler: Scheduler;

  constructor(seed = 1) {
    const random = new Random(seed);
    const { api, catalogue } = buildControlPlane({ clock: this.clock, random, admission: ADMISSION });
    this.catalogue = catalogue;
    const client = (name: string) => new Client(api, { user: { name, groups: [SUPERUSERS] }, agent: name });
    const context: ComponentContext = {
      clock: this.clock,
      random,
      informers: new InformerFactory(client('kube-scheduler')),
      catalogue,
      client,
      recorder: (by, source) => new EventRecorder(by, this.clock, source),
    };
    this.client = client('tester');
    this.create(Namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    this.scheduler = new Scheduler(context);
    context.informers.start();
  }

  create<T extends KubeObject>(type: ResourceType<T>, object: T): T {
    return this.client.create(type, object);
  }

  /** With its status, which ordinary writes leave out. */
  createWithStatus<T extends KubeObject>(type: ResourceType<T>, object: T): T {
    const created = this.client.create(type, object);
    return this.client.updateStatus(type, {
      ...created,
      status: (object as { status?: unknown }).status,
    } as T);
  }

  addNode(node: SituationNode): void {
    this.createWithStatus(Nodes, nodeOf(node));
  }

  addPod(pod: SituationPod): Pod {
    return this.create(Pods, podOf(pod));
  }

  deletePod(name: string): void {
    this.client.delete(Pods, NAMESPACE, name, { gracePeriodSeconds: 0 });
  }

  pod(name: string): Pod {
    return this.client.get(Pods, NAMESPACE, name);
  }

  nodeOf(name: string): string | undefined {
    return this.pod(name).spec!.nodeName;
  }

  /** `reason: message` of the condition that says why a pod has no node. */
  problem(name: string): string | undefined {
    const condition = podCondition(this.pod(name).status, 'PodScheduled');
    return condition?.status === 'False' ? `${condition.reason}: ${condition.message}` : undefined;
  }

  events(about: string): readonly Event[] {
    const { items } = this.client.list(Events, NAMESPACE);
    return items.filter(({ involvedObject }) => involvedObject.name === about);
  }

  /** Of any kind, with its status if it has one. */
  add(object: KubeObject): void {
    const type = this.typeOf(object);
    if (object.kind === 'Namespace' && object.metadata.name === NAMESPACE) return;
    const { namespace = type.namespaced ? NAMESPACE : undefined } = object.metadata;
    const placed = { ...object, metadata: { ...object.metadata, namespace } };
    if ('status' in object) this.createWithStatus(type, placed);
    else this.create(type, placed);
  }

  patch(change: KubeObject, subresource?: string): void {
    const type = this.typeOf(change);
    const namespace = type.namespaced ? NAMESPACE : '';
    this.client.patch(type, namespace, change.metadata.name!, 'merge', change, { subresource });
  }

  remove({ apiVersion, kind, metadata }: KubeObject): void {
    const type = this.typeOf({ apiVersion, kind, metadata });
    const namespace = type.namespaced ? NAMESPACE : '';
    this.client.delete(type, namespace, metadata.name!, { gracePeriodSeconds: 0 });
  }

  private typeOf({ apiVersion, kind }: KubeObject): ResourceType {
    return this.catalogue.findKind({ ...parseApiVersion(apiVersion!), kind: kind! })!;
  }

  settle(): void {
    while (this.clock.hasWork()) this.clock.step();
  }

  advance(milliseconds: number): void {
    this.clock.runUntil(this.clock.now() + milliseconds);
  }

  stop(): void {
    this.scheduler.stop();
  }
}
