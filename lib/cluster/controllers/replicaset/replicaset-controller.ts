import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal, freeze } from '../../../kube/frozen';
import type { Pod } from '../../../kube/generated/core-v1';
import { Pods } from '../../../kube/generated/resources';
import { controllerOf, controllerReference, keyOf } from '../../../kube/object';
import { isPodActive, isPodAvailable, isPodReady, isPodTerminating } from '../../../kube/pod-status';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { isStatus, StatusError } from '../../../kube/status';
import {
  addControllerIndex,
  CONTROLLER_INDEX,
  claim,
  controllerIndex,
  orphansOf,
} from '../../component/claims';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import { Expectations } from '../../component/expectations';
import { isNamespaceTerminating, PodControl } from '../../component/pod-control';
import { slowStart } from '../../component/slow-start';
import { count as countOf } from '../../component/status-fields';
import { syncCost } from '../../component/sync-cost';
import { LabelCounts } from './label-counts';
import { podsToDelete } from './pods-to-delete';
import type { ReplicaKind, Replicated } from './replica-kinds';
import { nextAvailability, replicaStatus } from './replicaset-status';

/** The most pods one sync creates or deletes. */
const BURST = 500;
/**
 * Active pods that are ready, and pods that are not active, by {@link controllerIndex}: how many there are is known
 * without looking at thousands of pods in every sync.
 */
const READY_INDEX = 'ready by controller';
const INACTIVE_INDEX = 'inactive by controller';
const NOBODY: readonly string[] = [];

/** The active pods of an owner, with what its status says of them. */
interface OwnedPods {
  readonly count: number;
  /** How many have the labels of the template. */
  readonly fullyLabeled: number;
  readonly ready: number;
  list(): readonly Pod[];
}

/** Keeps the number of pods that a ReplicaSet, or a ReplicationController, asks for. */
export class ReplicaSetController<T extends Replicated> implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly expectations: Expectations;
  private readonly podControl: PodControl;
  private readonly owners: Informer<T>;
  private readonly pods: Informer<Pod>;
  private readonly labels = new LabelCounts();

  constructor(
    private readonly context: ComponentContext,
    private readonly kind: ReplicaKind<T>,
  ) {
    const { clock, informers } = context;
    this.client = context.client(kind.controller);
    this.podControl = new PodControl(
      this.client,
      context.recorder(this.client, { component: kind.controller }),
    );
    this.expectations = new Expectations(clock);
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.owners = informers.of(kind.type);
    addControllerIndex(this.owners);
    this.pods = informers.of(Pods);
    addControllerIndex(this.pods);
    this.pods.addIndex(READY_INDEX, (pod) =>
      isPodActive(pod) && isPodReady(pod) ? controllerIndex(pod) : NOBODY,
    );
    this.pods.addIndex(INACTIVE_INDEX, (pod) => (isPodActive(pod) ? NOBODY : controllerIndex(pod)));
    this.owners.on({
      added: (owner, revision) => this.loop.enqueue(keyOf(owner), revision),
      updated: (owner, _old, revision) => this.loop.enqueue(keyOf(owner), revision),
      deleted: (owner, revision) => {
        this.expectations.forget(keyOf(owner));
        this.loop.enqueue(keyOf(owner), revision);
      },
    });
    this.pods.on({
      added: (pod, revision) => {
        this.labels.added(pod);
        this.podAdded(pod, revision);
      },
      updated: (pod, old, revision) => {
        this.labels.updated(pod, old);
        this.podUpdated(pod, old, revision);
      },
      deleted: (pod, revision) => {
        this.labels.deleted(pod);
        this.podDeleted(pod, revision);
      },
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private podAdded(pod: Pod, revision: number): void {
    if (pod.metadata.deletionTimestamp) {
      this.podDeleted(pod, revision);
      return;
    }
    const owner = this.ownerKey(pod);
    if (owner) {
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
    const oldOwner = controllerOf(old) === controllerOf(pod) ? owner : this.ownerKey(old);
    if (oldOwner && oldOwner !== owner) this.loop.enqueue(oldOwner, revision);
    if (owner) {
      this.loop.enqueue(owner, revision);
      this.enqueueWhenAvailable(owner, pod, old);
    } else if (
      !controllerOf(pod) &&
      (controllerOf(old) || !equal(pod.metadata.labels, old.metadata.labels))
    ) {
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
    const { minReadySeconds = 0 } = this.owners.byKey(key)?.spec ?? {};
    if (minReadySeconds > 0 && isPodReady(pod) && !isPodReady(old))
      this.loop.enqueueAfter(key, minReadySeconds * 1000);
  }

  private enqueueMatching(pod: Pod, revision: number): void {
    const labels = pod.metadata.labels;
    if (!labels) return;
    for (const owner of this.owners.list(pod.metadata.namespace)) {
      const selector = this.kind.selectorOf(owner);
      if (!selector.isEmpty && selector.matches(labels)) this.loop.enqueue(keyOf(owner), revision);
    }
  }

  private ownerKey(pod: Pod): string | undefined {
    const reference = controllerOf(pod);
    if (reference?.kind !== this.kind.kind) return undefined;
    const owner = this.owners.get(pod.metadata.namespace!, reference.name);
    return owner?.metadata.uid === reference.uid ? keyOf(owner) : undefined;
  }

  private sync(key: string): number {
    const owner = this.owners.byKey(key);
    if (!owner) return 1;
    const owned = this.owned(owner);
    const failure =
      this.expectations.satisfied(key) && !owner.metadata.deletionTimestamp
        ? this.manageReplicas(key, owner, owned)
        : undefined;
    this.updateStatus(owner, owned, failure);
    if (failure) throw failure;
    return syncCost(owned.count);
  }

  /** Most often there is nothing to adopt or release, and all pods count: then none of them has to be looked at. */
  private owned(owner: T): OwnedPods {
    const { uid, namespace } = owner.metadata;
    const { pods, labels } = this;
    const selector = this.kind.selectorOf(owner);
    const template = LabelSelector.ofMap(owner.spec!.template?.metadata?.labels ?? {});
    const count = pods.countByIndex(CONTROLLER_INDEX, uid!);
    if (
      pods.countByIndex(INACTIVE_INDEX, uid!) === 0 &&
      labels.matching(orphansOf(namespace!), selector) === 0 &&
      labels.matching(uid!, selector) === count
    )
      return {
        count,
        fullyLabeled: labels.matching(uid!, template),
        ready: pods.countByIndex(READY_INDEX, uid!),
        list: () => pods.byIndex(CONTROLLER_INDEX, uid!),
      };
    const active = this.claim(owner);
    return {
      count: active.length,
      fullyLabeled: countOf(active, (pod) => template.matches(pod.metadata.labels)),
      ready: countOf(active, isPodReady),
      list: () => active,
    };
  }

  private claim(owner: T): readonly Pod[] {
    return claim({
      client: this.client,
      owner,
      ownerType: this.kind.type,
      reference: controllerReference(owner, this.kind),
      selector: this.kind.selectorOf(owner),
      children: this.pods,
      childType: Pods,
      counts: isPodActive,
    });
  }

  /** Returns why it could not, if it could not. */
  private manageReplicas(key: string, owner: T, owned: OwnedPods): StatusError | undefined {
    const missing = (owner.spec!.replicas ?? 1) - owned.count;
    if (missing > 0) return this.createPods(key, owner, Math.min(missing, BURST));
    if (missing < 0) return this.deletePods(key, owner, owned.list(), Math.min(-missing, BURST));
    return undefined;
  }

  private createPods(key: string, owner: T, count: number): StatusError | undefined {
    const reference = freeze(controllerReference(owner, this.kind));
    this.expectations.expectCreations(key, count);
    const { successes, failure } = slowStart(count, () => {
      this.podControl.create(owner.spec!.template!, owner, reference);
    });
    for (let skipped = successes; skipped < count; skipped++) this.expectations.creationObserved(key);
    return failure && isNamespaceTerminating(failure) ? undefined : failure;
  }

  private deletePods(key: string, owner: T, active: readonly Pod[], count: number): StatusError | undefined {
    const chosen = podsToDelete(active, this.relatedPods(owner), count, this.context.clock.now());
    this.expectations.expectDeletions(key, chosen.map(keyOf));
    let failure: StatusError | undefined;
    for (const pod of chosen) {
      try {
        this.podControl.delete(pod, owner);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        this.expectations.deletionObserved(key, keyOf(pod));
        if (!isStatus(error, 'NotFound')) failure ??= error;
      }
    }
    return failure;
  }

  /** The pods of all ReplicaSets of the same Deployment. */
  private relatedPods(owner: T): readonly Pod[] {
    const parent = controllerOf(owner)?.uid;
    const family = parent ? this.owners.byIndex(CONTROLLER_INDEX, parent) : [owner];
    return family.flatMap((one) => this.pods.byIndex(CONTROLLER_INDEX, one.metadata.uid!));
  }

  private updateStatus(owner: T, owned: OwnedPods, failure: Error | undefined): void {
    const now = this.context.clock.now();
    const { minReadySeconds = 0 } = owner.spec!;
    const { count: replicas, fullyLabeled, ready } = owned;
    const available = minReadySeconds
      ? countOf(owned.list(), (pod) => isPodAvailable(pod, minReadySeconds, now))
      : ready;
    const terminating = this.kind.countsTerminating ? this.terminatingPods(owner) : undefined;
    const observed = { replicas, fullyLabeled, ready, available, terminating, failure, now };
    const status = replicaStatus(owner, observed);
    if (!equal(status, owner.status)) this.client.updateStatus(this.kind.type, { ...owner, status });
    if (minReadySeconds === 0 || failure || ready === available) return;
    const next = nextAvailability(owned.list(), minReadySeconds, now) ?? minReadySeconds * 1000;
    this.loop.enqueueAfter(keyOf(owner), next);
  }

  private terminatingPods(owner: T): number {
    const { uid } = owner.metadata;
    if (this.pods.countByIndex(INACTIVE_INDEX, uid!) === 0) return 0;
    const selector = this.kind.selectorOf(owner);
    return countOf(
      this.pods.byIndex(CONTROLLER_INDEX, uid!),
      (pod) => isPodTerminating(pod) && selector.matches(pod.metadata.labels),
    );
  }
}
