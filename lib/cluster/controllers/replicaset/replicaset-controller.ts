import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { ReplicaSet } from '../../../kube/generated/apps-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { Pods, ReplicaSets } from '../../../kube/generated/resources';
import { controllerOf, controllerReference, keyOf } from '../../../kube/object';
import { isPodActive, isPodReady, isPodTerminating } from '../../../kube/pod-status';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { isStatus, StatusError } from '../../../kube/status';
import { claimPods, POD_OWNER_INDEX, podOwnerIndex } from '../../component/claim-pods';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import { Expectations } from '../../component/expectations';
import { isNamespaceTerminating, PodControl } from '../../component/pod-control';
import { podsToDelete } from './pods-to-delete';
import { replicaSetStatus } from './replicaset-status';

const NAME = 'replicaset-controller';
const KIND = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
/** The most pods one sync creates or deletes. */
const BURST = 500;

/** Keeps the number of pods that a ReplicaSet asks for. */
export class ReplicaSetController implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly expectations: Expectations;
  private readonly podControl: PodControl;
  private readonly replicaSets: Informer<ReplicaSet>;
  private readonly pods: Informer<Pod>;

  constructor(private readonly context: ComponentContext) {
    const { clock, informers } = context;
    this.client = context.client(NAME);
    this.podControl = new PodControl(this.client, context.recorder(this.client, { component: NAME }));
    this.expectations = new Expectations(clock);
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.replicaSets = informers.of(ReplicaSets);
    this.pods = informers.of(Pods);
    this.pods.addIndex(POD_OWNER_INDEX, podOwnerIndex);
    this.replicaSets.on({
      added: (replicaSet, revision) => this.loop.enqueue(keyOf(replicaSet), revision),
      updated: (replicaSet, _old, revision) => this.loop.enqueue(keyOf(replicaSet), revision),
      deleted: (replicaSet, revision) => {
        this.expectations.forget(keyOf(replicaSet));
        this.loop.enqueue(keyOf(replicaSet), revision);
      },
    });
    this.pods.on({
      added: (pod, revision) => this.podAdded(pod, revision),
      updated: (pod, old, revision) => this.podUpdated(pod, old, revision),
      deleted: (pod, revision) => this.podDeleted(pod, revision),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private podAdded(pod: Pod, revision: number): void {
    const owner = this.ownerKey(pod);
    if (pod.metadata.deletionTimestamp) {
      this.podDeleted(pod, revision);
    } else if (owner) {
      this.expectations.creationObserved(owner);
      this.loop.enqueue(owner, revision);
    } else if (!controllerOf(pod)) {
      this.enqueueMatching(pod, revision);
    }
  }

  private podUpdated(pod: Pod, old: Pod, revision: number): void {
    // A pod that is going no longer counts; waiting for its disappearance would leave a gap for the grace period.
    if (pod.metadata.deletionTimestamp) {
      this.podDeleted(pod, revision);
      return;
    }
    const owner = this.ownerKey(pod);
    const oldOwner = this.ownerKey(old);
    if (oldOwner && oldOwner !== owner) this.loop.enqueue(oldOwner, revision);
    if (owner) {
      this.loop.enqueue(owner, revision);
      this.enqueueWhenAvailable(owner, pod, old);
    } else if (!controllerOf(pod)) {
      this.enqueueMatching(pod, revision);
    }
  }

  private podDeleted(pod: Pod, revision: number): void {
    const owner = this.ownerKey(pod);
    if (!owner) return;
    this.expectations.deletionObserved(owner, keyOf(pod));
    this.loop.enqueue(owner, revision);
  }

  /** A pod becomes available minReadySeconds after it became ready, without any further event. */
  private enqueueWhenAvailable(key: string, pod: Pod, old: Pod): void {
    const { minReadySeconds = 0 } = this.replicaSets.byKey(key)?.spec ?? {};
    if (minReadySeconds > 0 && isPodReady(pod) && !isPodReady(old))
      this.loop.enqueueAfter(key, minReadySeconds * 1000 + 1000);
  }

  private enqueueMatching(pod: Pod, revision: number): void {
    for (const replicaSet of this.replicaSets.list(pod.metadata.namespace))
      if (LabelSelector.of(replicaSet.spec!.selector).matches(pod.metadata.labels ?? {}))
        this.loop.enqueue(keyOf(replicaSet), revision);
  }

  private ownerKey(pod: Pod): string | undefined {
    const owner = controllerOf(pod);
    if (owner?.kind !== KIND.kind) return undefined;
    const replicaSet = this.replicaSets.get(pod.metadata.namespace!, owner.name);
    return replicaSet?.metadata.uid === owner.uid ? keyOf(replicaSet) : undefined;
  }

  private sync(key: string): void {
    const replicaSet = this.replicaSets.byKey(key);
    if (!replicaSet) return;
    const pods = this.claim(replicaSet);
    const active = pods.filter(isPodActive);
    let failure: StatusError | undefined;
    if (this.expectations.satisfied(key) && !replicaSet.metadata.deletionTimestamp) {
      failure = this.manageReplicas(key, replicaSet, active);
    }
    this.updateStatus(replicaSet, active, pods.filter(isPodTerminating), failure);
    if (failure) throw failure;
  }

  private claim(replicaSet: ReplicaSet): readonly Pod[] {
    return claimPods({
      client: this.client,
      pods: this.pods,
      owner: replicaSet,
      type: ReplicaSets,
      reference: controllerReference(replicaSet, KIND),
      selector: LabelSelector.of(replicaSet.spec!.selector),
    });
  }

  /** Returns why it could not, if it could not. */
  private manageReplicas(
    key: string,
    replicaSet: ReplicaSet,
    active: readonly Pod[],
  ): StatusError | undefined {
    const missing = (replicaSet.spec!.replicas ?? 1) - active.length;
    if (missing > 0) return this.createPods(key, replicaSet, Math.min(missing, BURST));
    if (missing < 0) return this.deletePods(key, replicaSet, active, Math.min(-missing, BURST));
    return undefined;
  }

  private createPods(key: string, replicaSet: ReplicaSet, count: number): StatusError | undefined {
    const reference = controllerReference(replicaSet, KIND);
    this.expectations.expectCreations(key, count);
    for (let created = 0; created < count; created++) {
      try {
        this.podControl.create(replicaSet.spec!.template!, replicaSet, reference);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        // The rest would fail for the same reason: do not wait for it.
        for (let skipped = created; skipped < count; skipped++) this.expectations.creationObserved(key);
        return isNamespaceTerminating(error) ? undefined : error;
      }
    }
    return undefined;
  }

  private deletePods(
    key: string,
    replicaSet: ReplicaSet,
    active: readonly Pod[],
    count: number,
  ): StatusError | undefined {
    const chosen = podsToDelete(active, this.relatedPods(replicaSet), count, this.context.clock.now());
    this.expectations.expectDeletions(key, chosen.map(keyOf));
    let failure: StatusError | undefined;
    for (const pod of chosen) {
      try {
        this.podControl.delete(pod, replicaSet);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        this.expectations.deletionObserved(key, keyOf(pod));
        if (!isStatus(error, 'NotFound')) failure = error;
      }
    }
    return failure;
  }

  /** The pods of all ReplicaSets of the same Deployment. */
  private relatedPods(replicaSet: ReplicaSet): readonly Pod[] {
    const owner = controllerOf(replicaSet)?.uid;
    const family = owner
      ? this.replicaSets.list(replicaSet.metadata.namespace).filter((one) => controllerOf(one)?.uid === owner)
      : [replicaSet];
    return family.flatMap((one) => this.pods.byIndex(POD_OWNER_INDEX, one.metadata.uid!));
  }

  private updateStatus(
    replicaSet: ReplicaSet,
    active: readonly Pod[],
    terminating: readonly Pod[],
    failure: Error | undefined,
  ): void {
    const now = this.context.clock.now();
    const status = replicaSetStatus(replicaSet, { active, terminating, failure, now });
    if (equal(status, replicaSet.status)) return;
    this.client.updateStatus(ReplicaSets, { ...replicaSet, status });
    const { minReadySeconds = 0, replicas = 1 } = replicaSet.spec!;
    if (minReadySeconds > 0 && status.readyReplicas === replicas && status.availableReplicas !== replicas)
      this.loop.enqueueAfter(keyOf(replicaSet), minReadySeconds * 1000);
  }
}
