import type { Client } from '../../../client/client';
import { equal } from '../../../kube/frozen';
import type { DaemonSet } from '../../../kube/generated/apps-v1';
import type { Node, Pod } from '../../../kube/generated/core-v1';
import { DaemonSets } from '../../../kube/generated/resources';
import { controllerReference, keyOf } from '../../../kube/object';
import { isPodTerminal } from '../../../kube/pod-status';
import { isStatus, StatusError } from '../../../kube/status';
import { revisionHash } from '../../component/controller-revisions';
import type { EventRecorder } from '../../component/event-recorder';
import type { Expectations } from '../../component/expectations';
import { isNamespaceTerminating, type PodControl } from '../../component/pod-control';
import { slowStart } from '../../component/slow-start';
import { DAEMON_SET_KIND, type DaemonRevisions } from './daemon-history';
import { DaemonPlacement, type NodeFit, podsByNode } from './daemon-placement';
import { templateForNode } from './daemon-template';
import { daemonSetStatus } from './daemonset-status';
import type { EndedPodBackoff } from './ended-pod-backoff';
import { nodeChange } from './node-pods';
import { updateStep } from './rolling-update';

/** The most pods one step creates or deletes. */
const BURST = 250;

export interface DaemonSetSyncParts {
  readonly client: Client;
  readonly events: EventRecorder;
  readonly podControl: PodControl;
  readonly expectations: Expectations;
  readonly backoff: EndedPodBackoff;
  readonly history: DaemonRevisions;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Looks at the DaemonSet again after so many milliseconds. */
  syncAfter(delay: number): void;
}

export interface DaemonSetView {
  readonly key: string;
  readonly daemonSet: DaemonSet;
  readonly nodes: readonly Node[];
  /** Its own. */
  readonly pods: readonly Pod[];
}

/** One look at a DaemonSet: missing pods are created, others deleted or replaced, and the status is told. */
export class DaemonSetSync {
  private readonly fits: ReadonlyMap<string, NodeFit>;
  private readonly podsByNode: ReadonlyMap<string, readonly Pod[]>;

  constructor(
    private readonly parts: DaemonSetSyncParts,
    private readonly view: DaemonSetView,
  ) {
    const placement = new DaemonPlacement(view.daemonSet);
    this.fits = new Map(view.nodes.map((node) => [node.metadata.name!, placement.fit(node)]));
    // A pod that has ended and is being deleted is the business of others.
    const own = view.pods.filter((pod) => !(isPodTerminal(pod) && pod.metadata.deletionTimestamp));
    this.podsByNode = podsByNode(own);
  }

  run(): void {
    const { expectations, history } = this.parts;
    const { key, daemonSet, pods } = this.view;
    const { current, old } = history.update(daemonSet, pods);
    const hash = revisionHash(current)!;
    if (!expectations.satisfied(key)) {
      this.writeStatus(hash, false);
      return;
    }
    let failure: StatusError | undefined = this.manage(hash);
    if (!failure && expectations.satisfied(key)) failure = this.rollOut(hash);
    if (!failure) history.cleanUp(daemonSet, old, pods);
    this.writeStatus(hash, true);
    if (failure) throw failure;
  }

  private manage(hash: string): StatusError | undefined {
    const { daemonSet, nodes } = this.view;
    const { now } = this.parts;
    const create: string[] = [];
    const remove: Pod[] = [];
    for (const { metadata } of nodes) {
      const node = metadata.name!;
      const change = nodeChange({
        daemonSet,
        fit: this.fits.get(node)!,
        pods: this.podsByNode.get(node),
        hash,
        now,
        mayDeleteEnded: (pod) => this.mayDeleteEnded(pod, node),
      });
      if (change.create) create.push(node);
      remove.push(...change.remove);
    }
    return this.apply(create, [...remove, ...this.stranded()], hash);
  }

  /** Pods for nodes that are gone, which the scheduler will never place. */
  private stranded(): readonly Pod[] {
    return [...this.podsByNode]
      .filter(([node]) => !this.fits.has(node))
      .flatMap(([, pods]) => pods.filter(({ spec }) => !spec?.nodeName));
  }

  private mayDeleteEnded({ metadata, status }: Pod, node: string): boolean {
    const { events, backoff, syncAfter } = this.parts;
    const { daemonSet } = this.view;
    const { namespace, name } = metadata;
    if (status?.phase === 'Succeeded') {
      const message = `Found succeeded daemon pod ${namespace}/${name} on node ${node}, will try to delete it`;
      events.normal(daemonSet, 'SucceededDaemonPod', message);
      return true;
    }
    const observed = daemonSet.status?.observedGeneration ?? 0;
    const delay = backoff.delay(`${daemonSet.metadata.uid}/${observed}/${node}`);
    if (delay > 0) {
      syncAfter(delay);
      return false;
    }
    const message = `Found failed daemon pod ${namespace}/${name} on node ${node}, will try to kill it`;
    events.warning(daemonSet, 'FailedDaemonPod', message);
    return true;
  }

  private rollOut(hash: string): StatusError | undefined {
    const { daemonSet } = this.view;
    if (daemonSet.spec!.updateStrategy?.type !== 'RollingUpdate') return undefined;
    const { fits, podsByNode: pods } = this;
    const { create, remove } = updateStep({ daemonSet, fits, podsByNode: pods, hash, now: this.parts.now });
    return this.apply(create, remove, hash);
  }

  private apply(create: readonly string[], remove: readonly Pod[], hash: string): StatusError | undefined {
    const { expectations } = this.parts;
    const { key } = this.view;
    const nodes = create.slice(0, BURST);
    const pods = remove.slice(0, BURST);
    expectations.expect(key, nodes.length, pods.map(keyOf));
    const failure = this.createOn(nodes, hash);
    return this.delete(pods) ?? failure;
  }

  private createOn(nodes: readonly string[], hash: string): StatusError | undefined {
    const { podControl, expectations } = this.parts;
    const { key, daemonSet } = this.view;
    const reference = controllerReference(daemonSet, DAEMON_SET_KIND);
    const { successes, failure } = slowStart(nodes.length, (call) => {
      podControl.create(templateForNode(daemonSet, hash, nodes[call]!), daemonSet, reference);
    });
    for (let skipped = successes; skipped < nodes.length; skipped++) expectations.creationObserved(key);
    return failure && !isNamespaceTerminating(failure) ? failure : undefined;
  }

  private delete(pods: readonly Pod[]): StatusError | undefined {
    const { podControl, expectations } = this.parts;
    const { key, daemonSet } = this.view;
    let failure: StatusError | undefined;
    for (const pod of pods) {
      try {
        podControl.delete(pod, daemonSet);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        expectations.deletionObserved(key, keyOf(pod));
        if (!isStatus(error, 'NotFound')) failure ??= error;
      }
    }
    return failure;
  }

  private writeStatus(hash: string, isCurrent: boolean): void {
    const { client, now, syncAfter } = this.parts;
    const { daemonSet } = this.view;
    const { fits: nodes, podsByNode: pods } = this;
    const status = daemonSetStatus(daemonSet, { nodes, podsByNode: pods, hash, isCurrent, now });
    if (!equal(status, daemonSet.status)) client.updateStatus(DaemonSets, { ...daemonSet, status });
    const { minReadySeconds = 0 } = daemonSet.spec!;
    if (minReadySeconds > 0 && status.numberReady !== (status.numberAvailable ?? 0))
      syncAfter(minReadySeconds * 1000);
  }
}
