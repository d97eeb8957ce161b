import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { ControllerRevision, DaemonSet } from '../../../kube/generated/apps-v1';
import type { Node, Pod } from '../../../kube/generated/core-v1';
import { ControllerRevisions, DaemonSets, Nodes, Pods } from '../../../kube/generated/resources';
import { controllerOf, controllerReference, type KubeObject, keyOf } from '../../../kube/object';
import { isPodReady } from '../../../kube/pod-status';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import type { Clock } from '../../clock/clock';
import { addControllerIndex, claim } from '../../component/claims';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { Expectations } from '../../component/expectations';
import { PodControl } from '../../component/pod-control';
import { addPodNodeIndex, POD_NODE_INDEX } from '../../component/pods-on-node';
import { syncCost } from '../../component/sync-cost';
import { DAEMON_SET_KIND, DaemonRevisions } from './daemon-history';
import { DaemonPlacement } from './daemon-placement';
import { DaemonSetSync } from './daemonset-sync';
import { EndedPodBackoff } from './ended-pod-backoff';

const NAME = 'daemon-set-controller';
/** Clocks of nodes differ a little. */
const MARGIN = 1_000;

/** Keeps one pod on every node that a DaemonSet selects. */
export class DaemonSetController implements Component {
  private readonly clock: Clock;
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly nodeLoop: ControllerLoop;
  private readonly expectations: Expectations;
  private readonly podControl: PodControl;
  private readonly history: DaemonRevisions;
  private readonly backoff: EndedPodBackoff;
  private readonly daemonSets: Informer<DaemonSet>;
  private readonly revisions: Informer<ControllerRevision>;
  private readonly pods: Informer<Pod>;
  private readonly nodes: Informer<Node>;

  constructor(context: ComponentContext) {
    const { clock, informers } = context;
    this.clock = clock;
    this.client = context.client(NAME);
    this.events = context.recorder(this.client, { component: 'daemonset-controller' });
    this.podControl = new PodControl(this.client, this.events);
    this.expectations = new Expectations(clock);
    this.backoff = new EndedPodBackoff(clock);
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.nodeLoop = new ControllerLoop({ clock, client: this.client, sync: (name) => this.syncNode(name) });
    this.daemonSets = informers.of(DaemonSets);
    this.revisions = informers.of(ControllerRevisions);
    addControllerIndex(this.revisions);
    this.pods = informers.of(Pods);
    addControllerIndex(this.pods);
    addPodNodeIndex(this.pods);
    this.nodes = informers.of(Nodes);
    this.history = new DaemonRevisions(this.client, this.revisions);
    this.watch();
  }

  stop(): void {
    this.loop.stop();
    this.nodeLoop.stop();
  }

  private watch(): void {
    this.daemonSets.on({
      added: (daemonSet, revision) => this.loop.enqueue(keyOf(daemonSet), revision),
      updated: (daemonSet, _old, revision) => this.loop.enqueue(keyOf(daemonSet), revision),
      deleted: (daemonSet) => this.expectations.forget(keyOf(daemonSet)),
    });
    this.revisions.on({
      added: (one, revision) => void (controllerOf(one) || this.enqueueMatching(one, revision)),
      updated: (one, old, revision) => this.childUpdated(one, old, revision),
      deleted: (one, revision) => this.enqueueOwner(one, revision),
    });
    this.pods.on({
      added: (pod, revision) => this.podAdded(pod, revision),
      updated: (pod, old, revision) => this.podUpdated(pod, old, revision),
      deleted: (pod, revision) => this.podDeleted(pod, revision),
    });
    this.nodes.on({
      added: (node, revision) => this.nodeLoop.enqueue(keyOf(node), revision),
      updated: (node, old, revision) => {
        const isSame =
          equal(node.metadata.labels, old.metadata.labels) && equal(node.spec?.taints, old.spec?.taints);
        if (!isSame) this.nodeLoop.enqueue(keyOf(node), revision);
      },
    });
  }

  private podAdded(pod: Pod, revision: number): void {
    if (pod.metadata.deletionTimestamp) {
      this.podDeleted(pod, revision);
    } else if (controllerOf(pod)) {
      const owner = this.enqueueOwner(pod, revision);
      if (owner) this.expectations.creationObserved(keyOf(owner));
    } else {
      this.enqueueMatching(pod, revision);
    }
  }

  private podUpdated(pod: Pod, old: Pod, revision: number): void {
    if (pod.metadata.deletionTimestamp) {
      this.podDeleted(pod, revision);
      return;
    }
    const owner = this.childUpdated(pod, old, revision);
    const { minReadySeconds = 0 } = owner?.spec ?? {};
    if (owner && minReadySeconds > 0 && isPodReady(pod) && !isPodReady(old))
      this.loop.enqueueAfter(keyOf(owner), minReadySeconds * 1000 + MARGIN);
  }

  private podDeleted(pod: Pod, revision: number): void {
    const owner = this.enqueueOwner(pod, revision);
    if (owner) this.expectations.deletionObserved(keyOf(owner), keyOf(pod));
  }

  private childUpdated(child: KubeObject, old: KubeObject, revision: number): DaemonSet | undefined {
    const isMoved = controllerOf(child)?.uid !== controllerOf(old)?.uid;
    if (isMoved) this.enqueueOwner(old, revision);
    if (controllerOf(child)) return this.enqueueOwner(child, revision);
    if (isMoved || !equal(child.metadata.labels, old.metadata.labels)) this.enqueueMatching(child, revision);
    return undefined;
  }

  private enqueueOwner(child: KubeObject, revision: number): DaemonSet | undefined {
    const reference = controllerOf(child);
    if (reference?.kind !== DAEMON_SET_KIND.kind) return undefined;
    const owner = this.daemonSets.get(child.metadata.namespace!, reference.name);
    if (owner?.metadata.uid !== reference.uid) return undefined;
    this.loop.enqueue(keyOf(owner), revision);
    return owner;
  }

  private enqueueMatching({ metadata }: KubeObject, revision: number): void {
    if (!metadata.labels) return;
    for (const daemonSet of this.daemonSets.list(metadata.namespace)) {
      const selector = LabelSelector.of(daemonSet.spec!.selector);
      if (!selector.isEmpty && selector.matches(metadata.labels))
        this.loop.enqueue(keyOf(daemonSet), revision);
    }
  }

  /** A node has come, or has other labels or taints: which DaemonSets does that concern? */
  private syncNode(name: string): number {
    const node = this.nodes.byKey(name);
    if (!node) return 1;
    const owners = new Set(this.pods.byIndex(POD_NODE_INDEX, name).map((pod) => controllerOf(pod)?.uid));
    const daemonSets = this.daemonSets.list();
    for (const daemonSet of daemonSets) {
      const { shouldRun, mayStay } = new DaemonPlacement(daemonSet).fit(node);
      const isThere = owners.has(daemonSet.metadata.uid);
      const isMiscounted = isThere && (daemonSet.status?.numberMisscheduled ?? 0) > 0;
      if ((shouldRun && !isThere) || (!mayStay && isThere) || isMiscounted)
        this.loop.enqueue(keyOf(daemonSet));
    }
    return syncCost(daemonSets.length);
  }

  private sync(key: string): number {
    const daemonSet = this.daemonSets.byKey(key);
    if (!daemonSet) return 1;
    if (LabelSelector.of(daemonSet.spec!.selector).isEmpty) {
      const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
      this.events.warning(daemonSet, 'SelectingAll', message);
      return 1;
    }
    if (daemonSet.metadata.deletionTimestamp) return 1;
    const nodes = this.nodes.list();
    const { client, events, podControl, expectations, backoff, history } = this;
    const sync = new DaemonSetSync(
      {
        client,
        events,
        podControl,
        expectations,
        backoff,
        history,
        now: this.clock.now(),
        syncAfter: (delay) => this.loop.enqueueAfter(key, delay),
      },
      { key, daemonSet, nodes, pods: this.claim(daemonSet) },
    );
    sync.run();
    return syncCost(nodes.length);
  }

  private claim(daemonSet: DaemonSet): readonly Pod[] {
    return claim({
      client: this.client,
      owner: daemonSet,
      ownerType: DaemonSets,
      reference: controllerReference(daemonSet, DAEMON_SET_KIND),
      selector: LabelSelector.of(daemonSet.spec!.selector),
      children: this.pods,
      childType: Pods,
    });
  }
}
