import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { StatefulSet } from '../../../kube/generated/apps-v1';
import type { PersistentVolumeClaim, Pod } from '../../../kube/generated/core-v1';
import { PersistentVolumeClaims, Pods } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import { isStatus, StatusError } from '../../../kube/status';
import { RetryLater } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import type { OwnWrites } from '../../component/own-writes';
import { hasRightOwners, isControlledElsewhere, isOfFormerPod, withRightOwners } from './claim-retention';
import {
  claimsOf,
  hasIdentity,
  hasStorage,
  identityLabels,
  ordinalOf,
  podName,
  withStorage,
} from './identity';

export interface StatefulCaches {
  readonly pods: Informer<Pod>;
  readonly claims: Informer<PersistentVolumeClaim>;
}

/** Creates, updates and deletes the pods of StatefulSets, with their claims, and tells the sets' readers about it. */
export class StatefulPodControl {
  constructor(
    private readonly client: Client,
    private readonly events: EventRecorder,
    private readonly writes: OwnWrites,
    private readonly caches: StatefulCaches,
  ) {}

  create(set: StatefulSet, pod: Pod): void {
    this.told('Create', set, pod, () => this.createClaims(set, pod));
    let failure: unknown;
    try {
      this.writes.note(keyOf(set), this.caches.pods, this.client.create(Pods, pod));
    } catch (error) {
      if (!(error instanceof StatusError) || isStatus(error, 'AlreadyExists')) throw error;
      failure = error;
    }
    this.told('Update', set, pod, () => this.setClaimOwners(set, pod));
    this.tell('Create', set, pod, failure);
    if (failure) throw failure;
  }

  /** A pod that is gone counts as deleted. */
  delete(set: StatefulSet, pod: Pod): void {
    const { namespace, name } = pod.metadata;
    try {
      this.client.delete(Pods, namespace!, name!);
    } catch (error) {
      if (!isStatus(error, 'NotFound')) {
        this.tell('Delete', set, pod, error);
        throw error;
      }
    }
    this.tell('Delete', set, pod);
  }

  /** Gives a pod back what is its own: its labels, its claims, and their owners. */
  repair(set: StatefulSet, pod: Pod): void {
    if (hasIdentity(pod, set) && hasStorage(pod, set) && this.hasRightClaimOwners(set, pod)) return;
    if (!hasStorage(pod, set)) this.told('Update', set, pod, () => this.createClaims(set, pod));
    this.told('Update', set, pod, () => this.setClaimOwners(set, pod));
    const ordinal = ordinalOf(pod);
    const { metadata, spec } = pod;
    const labels = { ...metadata.labels, ...identityLabels(set, ordinal) };
    const volumes = hasStorage(pod, set) ? spec!.volumes : withStorage(spec!.volumes, set, ordinal);
    this.told('Update', set, pod, () => {
      const repaired = {
        ...pod,
        metadata: { ...metadata, name: podName(set, ordinal), labels },
        spec: { ...spec!, ...(volumes ? { volumes } : {}) },
      };
      this.writes.note(keyOf(set), this.caches.pods, this.client.update(Pods, repaired));
    });
    this.tell('Update', set, pod);
  }

  /** For a pod that waits: claims that somebody has deleted are made again. */
  createMissingClaims(set: StatefulSet, pod: Pod): void {
    this.createClaims(set, pod);
    this.told('Update', set, pod, () => this.setClaimOwners(set, pod));
  }

  /** Whether a claim of the pod is still to go with its predecessor. */
  hasFormerClaims(set: StatefulSet, pod: Pod): boolean {
    if (set.spec!.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return false;
    return this.claimsOf(set, pod).some((claim) => isOfFormerPod(claim, pod));
  }

  hasRightClaimOwners(set: StatefulSet, pod: Pod): boolean {
    return this.claimsOf(set, pod).every((claim) => hasRightOwners({ claim, set, pod }));
  }

  setClaimOwners(set: StatefulSet, pod: Pod): void {
    for (const claim of this.claimsOf(set, pod)) {
      const retained = { claim, set, pod };
      if (isControlledElsewhere(retained))
        this.events.warning(
          set,
          'ConflictingController',
          `PersistentVolumeClaim ${claim.metadata.name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`,
        );
      if (hasRightOwners(retained)) continue;
      const updated = this.client.update(PersistentVolumeClaims, withRightOwners(retained));
      this.writes.note(keyOf(set), this.caches.claims, updated);
    }
  }

  /** Those that the cache has. */
  private claimsOf(set: StatefulSet, pod: Pod): readonly PersistentVolumeClaim[] {
    return claimsOf(set, ordinalOf(pod)).flatMap((claim) => this.caches.claims.byKey(keyOf(claim)) ?? []);
  }

  private createClaims(set: StatefulSet, pod: Pod): void {
    let failure: Error | undefined;
    for (const claim of claimsOf(set, ordinalOf(pod))) {
      const existing = this.caches.claims.byKey(keyOf(claim));
      const { name } = claim.metadata;
      if (existing?.metadata.deletionTimestamp) failure ??= new RetryLater(`pvc ${name} is being deleted`);
      else if (!existing) failure = this.createClaim(set, pod, claim) ?? failure;
    }
    if (failure) throw failure;
  }

  private createClaim(set: StatefulSet, pod: Pod, claim: PersistentVolumeClaim): Error | undefined {
    const { name } = claim.metadata;
    const about = `${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
    try {
      const created = this.client.create(PersistentVolumeClaims, claim);
      this.writes.note(keyOf(set), this.caches.claims, created);
      this.events.normal(set, 'SuccessfulCreate', `Create Claim ${name} Pod ${about} success`);
      return undefined;
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const { message } = error;
      if (error.reason !== 'AlreadyExists')
        this.events.warning(
          set,
          'FailedCreate',
          `Create Claim ${name} for Pod ${about} failed error: ${message}`,
        );
      return new RetryLater(`failed to create PVC ${name}: ${message}`);
    }
  }

  /** Tells of a failure, and throws it on. */
  private told(verb: string, set: StatefulSet, pod: Pod, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.tell(verb, set, pod, error);
      throw error;
    }
  }

  private tell(verb: string, set: StatefulSet, pod: Pod, failure?: unknown): void {
    const text = `${verb} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
    if (failure === undefined) this.events.normal(set, `Successful${verb}`, `${text} successful`);
    else if (failure instanceof Error)
      this.events.warning(set, `Failed${verb}`, `${text} failed error: ${failure.message}`);
  }
}
