import type { Client } from '../../../lib/client/client';
import { VIRTUAL_EPOCH, VirtualClock } from '../../../lib/cluster/clock/virtual-clock';
import { Cluster } from '../../../lib/cluster/cluster';
import type { Deployment } from '../../../lib/kube/generated/apps-v1';
import type { Event, Node, Pod } from '../../../lib/kube/generated/core-v1';
import { Deployments, Events, Nodes, Pods } from '../../../lib/kube/generated/resources';
import type { KubeObject } from '../../../lib/kube/object';
import type { ResourceType } from '../../../lib/kube/resource-type';
import { SimulatedKwok } from './simulated-kwok';

/** A cluster on a virtual clock with all controllers, whose pods run at once; written down with virtual times. */
export class TestCluster {
  readonly clock = new VirtualClock();
  readonly cluster = new Cluster({ clock: this.clock, without: ['scheduler', 'kubelets', 'network'] });
  readonly client: Client = this.cluster.admin('test');
  readonly kwok = new SimulatedKwok(this.cluster.admin('simulated-kwok'), this.clock);
  private readonly lines: string[] = [];

  constructor(nodes: readonly string[] = ['node-a']) {
    for (const name of nodes) this.client.create(Nodes, node(name));
    this.advance(1);
  }

  /** Seconds since the cluster began. */
  get seconds(): number {
    return (this.clock.now() - VIRTUAL_EPOCH) / 1000;
  }

  advance(seconds: number): void {
    this.clock.runUntil(this.clock.now() + seconds * 1000);
  }

  /** Until no work is left, at most `seconds`. Returns whether it came to that. */
  settle(seconds = 3600): boolean {
    const end = this.clock.now() + seconds * 1000;
    while (this.clock.hasWork() && this.clock.nextTime()! <= end) this.clock.step();
    return !this.clock.hasWork();
  }

  /** Writes a line whenever `print` says something else of an object of this type. */
  trace<T extends KubeObject>(type: ResourceType<T>, print: (object: T) => string): void {
    const last = new Map<string, string>();
    this.client.watch(type, '', {}, (events) => {
      for (const { type: kind, object } of events) {
        const name = `${object.kind}/${object.metadata.name}`;
        const text = kind === 'DELETED' ? 'gone' : print(object);
        if (last.get(name) === text) continue;
        last.set(name, text);
        this.lines.push(`${this.seconds.toFixed(0)}s ${name} ${text}`);
      }
    });
  }

  /** The lines written since the last look, without the random parts of names. */
  traced(): readonly string[] {
    return this.lines.splice(0).map((line) => line.replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-*'));
  }

  pods(namespace = 'default'): readonly Pod[] {
    return this.client.list(Pods, namespace).items;
  }

  /** What happened to an object, in order. */
  eventsOf(kind: string, name: string): readonly string[] {
    const events = this.client.list<Event>(Events).items;
    return events
      .filter(({ involvedObject }) => involvedObject.kind === kind && involvedObject.name === name)
      .map(({ reason, message }) => `${reason}: ${message}`);
  }

  deploy(name: string, replicas: number, spec: Partial<NonNullable<Deployment['spec']>> = {}): Deployment {
    return this.client.create(Deployments, deployment(name, replicas, spec));
  }

  stop(): void {
    this.kwok.stop();
    this.cluster.stop();
  }
}

export function node(name: string, labels: { readonly [key: string]: string } = {}): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } };
}

export function pod(name: string, spec: Partial<NonNullable<Pod['spec']>> = {}, labels = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels },
    spec: { containers: [{ name: 'main', image: 'main:1' }], ...spec },
  };
}

export function deployment(
  name: string,
  replicas: number,
  spec: Partial<NonNullable<Deployment['spec']>> = {},
): Deployment {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'main:1' }] } },
      ...spec,
    },
  };
}
