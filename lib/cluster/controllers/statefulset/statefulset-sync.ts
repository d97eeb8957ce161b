import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { StatefulSet, StatefulSetStatus } from '../../../kube/generated/apps-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { StatefulSets } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import { isPodAvailable } from '../../../kube/pod-status';
import { StatusError } from '../../../kube/status';
import { RetryLater } from '../../component/controller';
import type { OwnWrites } from '../../component/own-writes';
import { slowStart } from '../../component/slow-start';
import { firstOrdinal, hasIdentity, hasStorage, isWanted, ordinalOf, replicasOf } from './identity';
import type { StatefulHistory, StatefulRevisions } from './stateful-history';
import { newPod } from './stateful-pod';
import type { StatefulPodControl } from './stateful-pod-control';
import { isCreated, isRunningAndReady, revisionOf, statefulSetStatus } from './statefulset-status';

export interface StatefulSetSyncParts {
  readonly client: Client;
  readonly podControl: StatefulPodControl;
  readonly history: StatefulRevisions;
  readonly writes: OwnWrites;
  readonly sets: Informer<StatefulSet>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** A sync stops at the first pod that has to be waited for, where pods are made one after the other. */
type Progress = 'goes on' | 'waits';

/** One look at a StatefulSet: its pods are created, repaired, deleted and replaced, in the order of their ordinals. */
export class StatefulSetSync {
  private readonly history: StatefulHistory;
  /** By position; those that do not exist yet are as they are going to be. */
  private readonly replicas: readonly Pod[];
  /** Beyond the wanted number, the last first. */
  private readonly condemned: readonly Pod[];
  private readonly inOrder: boolean;
  private replaced = 0;

  constructor(
    private readonly parts: StatefulSetSyncParts,
    private readonly set: StatefulSet,
    private readonly pods: readonly Pod[],
  ) {
    this.history = parts.history.update(set);
    this.inOrder = set.spec!.podManagementPolicy !== 'Parallel';
    const existing = new Map(pods.map((pod) => [ordinalOf(pod), pod]));
    const first = firstOrdinal(set);
    this.replicas = Array.from(
      { length: replicasOf(set) },
      (_, position) =>
        existing.get(first + position) ?? newPod(set, this.history.revisions, first + position),
    );
    this.condemned = pods
      .filter((pod) => ordinalOf(pod) >= 0 && !isWanted(ordinalOf(pod), set))
      .sort((a, b) => ordinalOf(b) - ordinalOf(a));
  }

  /** Returns the status as it is then. */
  run(): StatefulSetStatus {
    let failure: unknown;
    let hasPassed = false;
    try {
      if (!this.set.metadata.deletionTimestamp) hasPassed = this.adjust() === 'goes on';
      if (hasPassed && this.set.spec!.updateStrategy?.type !== 'OnDelete') this.rollOut();
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof RetryLater)) throw error;
      failure = error;
    }
    const status = this.writeStatus();
    this.parts.history.cleanUp(this.set, this.history, this.pods);
    if (failure) throw failure;
    return status;
  }

  private adjust(): Progress {
    const { replicas, condemned } = this;
    const unavailable = this.firstUnavailable();
    if (this.forAll(replicas, (pod) => this.keep(pod)) === 'waits') return 'waits';
    if (this.forAll(condemned, (pod) => this.releaseClaims(pod)) === 'waits') return 'waits';
    return this.forAll(condemned, (pod) => this.condemn(pod, unavailable));
  }

  /** In order until something has to be waited for, or all at once. */
  private forAll(pods: readonly Pod[], act: (pod: Pod) => Progress): Progress {
    if (this.inOrder) return pods.every((pod) => act(pod) === 'goes on') ? 'goes on' : 'waits';
    let other: unknown;
    const { failure } = slowStart(pods.length, (call) => {
      try {
        act(pods[call]!);
      } catch (error) {
        if (!(error instanceof RetryLater)) throw error;
        other = error;
      }
    });
    if (failure ?? other) throw failure ?? other;
    return 'goes on';
  }

  private firstUnavailable(): Pod | undefined {
    const isUnavailable = (pod: Pod) => this.isUnavailable(pod);
    return this.replicas.find(isUnavailable) ?? this.condemned.findLast(isUnavailable);
  }

  private isAvailable(pod: Pod): boolean {
    return isPodAvailable(pod, this.set.spec!.minReadySeconds ?? 0, this.parts.now);
  }

  private isUnavailable(pod: Pod): boolean {
    return pod.metadata.deletionTimestamp !== undefined || !this.isAvailable(pod);
  }

  private keep(pod: Pod): Progress {
    const { set, inOrder } = this;
    const { podControl } = this.parts;
    const phase = pod.status?.phase;
    if (phase === 'Failed' || phase === 'Succeeded') {
      if (!pod.metadata.deletionTimestamp) podControl.delete(set, pod);
      return 'waits';
    }
    if (!isCreated(pod)) {
      if (podControl.hasFormerClaims(set, pod)) return 'waits';
      podControl.create(set, pod);
      if (inOrder) return 'waits';
    }
    if (phase === 'Pending') podControl.createMissingClaims(set, pod);
    const mustWait =
      pod.metadata.deletionTimestamp !== undefined || !isRunningAndReady(pod) || !this.isAvailable(pod);
    if (inOrder && mustWait) return 'waits';
    const isRight = hasIdentity(pod, set) && hasStorage(pod, set) && podControl.hasRightClaimOwners(set, pod);
    if (!isRight) podControl.repair(set, pod);
    return 'goes on';
  }

  private releaseClaims(pod: Pod): Progress {
    const { podControl } = this.parts;
    if (!podControl.hasRightClaimOwners(this.set, pod)) podControl.setClaimOwners(this.set, pod);
    return 'goes on';
  }

  /** The only unhealthy pod may go, others wait for their siblings. */
  private condemn(pod: Pod, unavailable: Pod | undefined): Progress {
    const { set, inOrder } = this;
    if (pod.metadata.deletionTimestamp) return inOrder ? 'waits' : 'goes on';
    const isHealthy = isRunningAndReady(pod) && this.isAvailable(pod);
    if (inOrder && !isHealthy && pod !== unavailable) return 'waits';
    this.parts.podControl.delete(set, pod);
    return 'waits';
  }

  /** Replaces one pod of another template, the last first. */
  private rollOut(): void {
    const { replicas, set } = this;
    const { partition = 0 } = set.spec!.updateStrategy?.rollingUpdate ?? {};
    const update = this.history.revisions.update.metadata.name;
    for (let position = replicas.length - 1; position >= partition; position--) {
      const pod = replicas[position]!;
      if (revisionOf(pod) !== update && !pod.metadata.deletionTimestamp) {
        this.parts.podControl.delete(set, pod);
        this.replaced++;
        return;
      }
      if (this.isUnavailable(pod)) return;
    }
  }

  private writeStatus(): StatefulSetStatus {
    const { set, history, replicas, condemned, replaced } = this;
    const { client, writes, sets, now } = this.parts;
    const { revisions, collisionCount } = history;
    const pods = set.metadata.deletionTimestamp ? this.pods : [...replicas, ...condemned];
    const status = statefulSetStatus(set, { revisions, collisionCount, pods, replaced, now });
    if (!equal(status, set.status))
      writes.note(keyOf(set), sets, client.updateStatus(StatefulSets, { ...set, status }));
    return status;
  }
}
