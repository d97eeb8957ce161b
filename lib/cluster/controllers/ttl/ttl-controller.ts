import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { Node } from '../../../kube/generated/core-v1';
import { Nodes } from '../../../kube/generated/resources';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';

const NAME = 'ttl-controller';
const ANNOTATION = 'node.alpha.kubernetes.io/ttl';

interface Step {
  readonly from: number;
  readonly to: number;
  /** Seconds. */
  readonly ttl: number;
}

/** Steps overlap, so that a cluster whose size moves around a boundary does not change all its nodes each time. */
const STEPS: readonly Step[] = [
  { from: 0, to: 100, ttl: 0 },
  { from: 90, to: 500, ttl: 15 },
  { from: 450, to: 1000, ttl: 30 },
  { from: 900, to: 2000, ttl: 60 },
  { from: 1800, to: Number.POSITIVE_INFINITY, ttl: 300 },
];

/** Tells the kubelets how long they may keep Secrets and ConfigMaps: the longer, the larger the cluster. */
export class TtlController implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly nodes: Informer<Node>;
  private count = 0;
  private step = 0;

  constructor({ clock, informers, client }: ComponentContext) {
    this.client = client(NAME);
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (name) => this.sync(name) });
    this.nodes = informers.of(Nodes);
    this.nodes.on({
      added: ({ metadata }, revision) => {
        this.count++;
        if (this.count > STEPS[this.step]!.to) this.step++;
        this.loop.enqueue(metadata.name!, revision);
      },
      updated: ({ metadata }, _old, revision) => this.loop.enqueue(metadata.name!, revision),
      deleted: () => {
        this.count--;
        if (this.count < STEPS[this.step]!.from) this.step--;
      },
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private sync(name: string): void {
    const node = this.nodes.byKey(name);
    const ttl = String(STEPS[this.step]!.ttl);
    if (!node || node.metadata.annotations?.[ANNOTATION] === ttl) return;
    this.client.patch(Nodes, '', name, 'merge', { metadata: { annotations: { [ANNOTATION]: ttl } } });
  }
}
