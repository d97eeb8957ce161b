import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { StatefulSet } from '../../../kube/generated/apps-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import {
  ControllerRevisions,
  PersistentVolumeClaims,
  Pods,
  StatefulSets,
} from '../../../kube/generated/resources';
import { controllerOf, controllerReference, keyOf } from '../../../kube/object';
import { isPodReady } from '../../../kube/pod-status';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import type { Clock } from '../../clock/clock';
import { addControllerIndex, claim } from '../../component/claims';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop, RetryLater } from '../../component/controller';
import { OwnWrites } from '../../component/own-writes';
import { syncCost } from '../../component/sync-cost';
import { nextAvailability } from '../replicaset/replicaset-status';
import { isMember, STATEFUL_SET_KIND } from './identity';
import { StatefulRevisions } from './stateful-history';
import { StatefulPodControl } from './stateful-pod-control';
import { StatefulSetSync } from './statefulset-sync';

const NAME = 'statefulset-controller';

/** Keeps numbered pods, each with a name and claims of its own. */
export class StatefulSetController implements Component {
  private readonly clock: Clock;
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly writes = new OwnWrites();
  private readonly history: StatefulRevisions;
  private readonly podControl: StatefulPodControl;
  private readonly sets: Informer<StatefulSet>;
  private readonly pods: Informer<Pod>;

  constructor(context: ComponentContext) {
    const { clock, informers } = context;
    this.clock = clock;
    this.client = context.client(NAME);
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.sets = informers.of(StatefulSets);
    this.pods = informers.of(Pods);
    addControllerIndex(this.pods);
    const revisions = informers.of(ControllerRevisions);
    addControllerIndex(revisions);
    this.history = new StatefulRevisions(this.client, revisions);
    this.podControl = new StatefulPodControl(
      this.client,
      context.recorder(this.client, { component: NAME }),
      this.writes,
      { pods: this.pods, claims: informers.of(PersistentVolumeClaims) },
    );
    this.sets.on({
      added: (set, revision) => this.loop.enqueue(keyOf(set), revision),
      updated: (set, _old, revision) => this.loop.enqueue(keyOf(set), revision),
      deleted: (set) => this.writes.forget(keyOf(set)),
    });
    this.pods.on({
      added: (pod, revision) => this.podAdded(pod, revision),
      updated: (pod, old, revision) => this.podUpdated(pod, old, revision),
      deleted: (pod, revision) => void this.enqueueOwner(pod, revision),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private podAdded(pod: Pod, revision: number): void {
    if (controllerOf(pod)) this.enqueueOwner(pod, revision);
    else if (!pod.metadata.deletionTimestamp) this.enqueueMatching(pod, revision);
  }

  private podUpdated(pod: Pod, old: Pod, revision: number): void {
    const isMoved = controllerOf(pod)?.uid !== controllerOf(old)?.uid;
    if (isMoved) this.enqueueOwner(old, revision);
    if (controllerOf(pod)) {
      const set = this.enqueueOwner(pod, revision);
      const { minReadySeconds = 0 } = set?.spec ?? {};
      if (set && minReadySeconds > 0 && isPodReady(pod) && !isPodReady(old))
        this.loop.enqueueAfter(keyOf(set), minReadySeconds * 1000);
    } else if (isMoved || !equal(pod.metadata.labels, old.metadata.labels)) {
      this.enqueueMatching(pod, revision);
    }
  }

  private enqueueOwner(pod: Pod, revision: number): StatefulSet | undefined {
    const reference = controllerOf(pod);
    if (reference?.kind !== STATEFUL_SET_KIND.kind) return undefined;
    const set = this.sets.get(pod.metadata.namespace!, reference.name);
    if (set?.metadata.uid !== reference.uid) return undefined;
    this.loop.enqueue(keyOf(set), revision);
    return set;
  }

  private enqueueMatching({ metadata }: Pod, revision: number): void {
    if (!metadata.labels) return;
    for (const set of this.sets.list(metadata.namespace)) {
      const selector = LabelSelector.of(set.spec!.selector);
      if (!selector.isEmpty && selector.matches(metadata.labels)) this.loop.enqueue(keyOf(set), revision);
    }
  }

  private sync(key: string): number {
    const set = this.sets.byKey(key);
    if (!set) return 1;
    if (!this.writes.areSeen(key)) throw new RetryLater('the cache does not show yet what was written');
    const pods = this.claim(set);
    const { client, podControl, history, writes, sets } = this;
    const now = this.clock.now();
    const sync = new StatefulSetSync({ client, podControl, history, writes, sets, now }, set, pods);
    const { readyReplicas = 0, availableReplicas = 0 } = sync.run();
    const { minReadySeconds = 0 } = set.spec!;
    if (minReadySeconds > 0 && readyReplicas !== availableReplicas)
      this.loop.enqueueAfter(key, nextAvailability(pods, minReadySeconds, now) ?? minReadySeconds * 1000);
    return syncCost(pods.length);
  }

  private claim(set: StatefulSet): readonly Pod[] {
    return claim({
      client: this.client,
      owner: set,
      ownerType: StatefulSets,
      reference: controllerReference(set, STATEFUL_SET_KIND),
      selector: LabelSelector.of(set.spec!.selector),
      children: this.pods,
      childType: Pods,
      counts: (pod) => isMember(pod, set),
    });
  }
}
