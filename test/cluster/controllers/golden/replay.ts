import type { Client } from '../../../../lib/client/client';
import { VirtualClock } from '../../../../lib/cluster/clock/virtual-clock';
import { Cluster } from '../../../../lib/cluster/cluster';
import type { Event, Node } from '../../../../lib/kube/generated/core-v1';
import { Namespaces, Nodes, Pods, StorageClasses } from '../../../../lib/kube/generated/resources';
import type { KubeObject } from '../../../../lib/kube/object';
import { SimulatedKwok } from '../simulated-kwok';
import { GENERATOR_KINDS, generatorIn, type Observation, observe } from './observation';
import {
  endOfPod,
  type PlainRequest,
  type PodEnd,
  podsToEnd,
  requestOf,
  resourceOf,
  type Scenario,
  type Step,
  substitute,
  uidsIn,
  untilSecond,
} from './scenario';

/** Milliseconds of virtual time in which the consequences of a request come about. */
const SETTLING = 5000;
const USER = { name: 'recorder', groups: ['system:masters', 'system:authenticated'] };

/** Runs a scenario on a simulated cluster, as it was run on the real one. */
export function replay(scenario: Scenario, namespace: string): readonly Observation[] {
  return new Replay(scenario, namespace).run();
}

class Replay {
  private readonly clock = new VirtualClock();
  private readonly cluster = new Cluster({
    clock: this.clock,
    without: ['scheduler', 'kubelets', 'network'],
  });
  private readonly client: Client = this.cluster.admin('recorder');
  private readonly kwok = new SimulatedKwok(this.cluster.admin('simulated-kwok'), this.clock);
  private readonly generators = new Set<string>();
  private readonly observations: Observation[] = [];

  constructor(
    private readonly scenario: Scenario,
    private readonly namespace: string,
  ) {}

  run(): readonly Observation[] {
    // The real cluster has no storage.
    this.client.delete(StorageClasses, '', 'standard');
    this.client.create(Nodes, node('node-a', 'a', false));
    this.client.create(Nodes, node('node-b', 'b', true));
    this.client.create(Namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: this.namespace },
    });
    this.advance(SETTLING);
    for (const step of this.scenario.steps) this.take(step);
    this.show(this.scenario.show);
    this.kwok.stop();
    this.cluster.stop();
    return this.observations;
  }

  private take(step: Step): void {
    const filled = this.filled(step);
    const plain = requestOf(filled, this.namespace);
    if (plain) this.send(plain);
    if (filled.ready) this.setReady(filled.ready);
    if (filled.finish) this.finish(filled.finish);
    if (filled.wait) this.advance(filled.wait * 1000);
    else if (filled.untilSecond) this.advance(untilSecond(filled.untilSecond, this.clock.now()));
    else if (!filled.hurry) this.advance(SETTLING);
    if (filled.show) this.show(filled.show);
  }

  private send(plain: PlainRequest): void {
    this.cluster.api.handle({ ...plain, user: USER, agent: 'recorder' });
  }

  private advance(milliseconds: number): void {
    this.clock.runUntil(this.clock.now() + milliseconds);
    for (const kind of GENERATOR_KINDS)
      for (const object of this.list(kind)) {
        const generator = generatorIn(object);
        if (generator) this.generators.add(generator);
      }
  }

  private filled(step: Step): Step {
    const local = substitute(step, { $NAMESPACE: this.namespace });
    const uids: Record<string, string> = {};
    for (const { variable, namespace = this.namespace, kind, name } of uidsIn(local))
      uids[variable] = this.client.get(resourceOf(kind), namespace, name).metadata.uid!;
    return substitute(local, uids);
  }

  private list(kind: string): readonly KubeObject[] {
    const info = resourceOf(kind);
    return this.client.list<KubeObject>(info, info.namespaced ? this.namespace : '').items;
  }

  private setReady({ selector, status, count }: NonNullable<Step['ready']>): void {
    const pods = this.client.list(Pods, this.namespace, { labelSelector: selector }).items;
    const sorted = [...pods].sort((a, b) => (a.metadata.name! < b.metadata.name! ? -1 : 1));
    const lastTransitionTime = `${new Date(this.clock.now()).toISOString().slice(0, 19)}Z`;
    const body = { status: { conditions: [{ type: 'Ready', status, lastTransitionTime }] } };
    for (const { metadata } of sorted.slice(0, count))
      this.client.patch(Pods, this.namespace, metadata.name!, 'strategic', body, { subresource: 'status' });
  }

  private finish(end: PodEnd): void {
    const pods = this.client.list(Pods, this.namespace, { labelSelector: end.selector }).items;
    for (const pod of podsToEnd(pods, end)) {
      const body = endOfPod(pod, end, this.clock.now());
      this.client.patch(Pods, this.namespace, pod.metadata.name!, 'strategic', body, {
        subresource: 'status',
      });
    }
  }

  private show(kinds: readonly string[]): void {
    const objects = kinds
      .filter((kind) => kind !== 'Event')
      .flatMap((kind) => this.list(kind))
      .filter(({ metadata }) => metadata.namespace !== undefined || metadata.name === this.namespace);
    const events = kinds.includes('Event') ? (this.list('Event') as readonly Event[]) : [];
    this.observations.push(observe(objects, events, this.generators, this.scenario.ignoreEvents));
  }
}

function node(name: string, zone: string, unschedulable: boolean): Node {
  const labels = { 'topology.kubernetes.io/zone': zone, 'kubernetes.io/hostname': name };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: { unschedulable } };
}
