import type { Client } from '../../../client/client';
import type { Lister } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../../kube/generated/apps-v1';
import { Deployments, ReplicaSets } from '../../../kube/generated/resources';
import { isStatus, StatusError } from '../../../kube/status';
import type { Clock } from '../../clock/clock';
import type { EventRecorder } from '../../component/event-recorder';
import { isNamespaceTerminating } from '../../component/pod-control';
import {
  conditionOf,
  FOUND_NEW_REPLICA_SET,
  NEW_REPLICA_SET_CREATED,
  newCondition,
  progressDeadline,
  REPLICA_SET_CREATE_ERROR,
  withCondition,
} from './deployment-conditions';
import { allOf, type ReplicaSetFamily } from './deployment-status';
import { buildReplicaSet, isReplicaSetOf } from './new-replica-set';
import { findNewReplicaSet, sizeOf } from './replica-sets';
import { maxRevision, newReplicaSetAnnotations, REVISION, replicasAnnotations } from './revision';

export interface RolloutEnvironment {
  readonly client: Client;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly replicaSets: Lister<ReplicaSet>;
}

/** One sync of one Deployment: what it found, as its own writes change it, and these writes. */
export class Rollout implements ReplicaSetFamily {
  /** The ReplicaSet of the current template. */
  current: ReplicaSet | undefined;
  old: readonly ReplicaSet[];

  constructor(
    private readonly environment: RolloutEnvironment,
    public deployment: Deployment,
    replicaSets: readonly ReplicaSet[],
  ) {
    this.current = findNewReplicaSet(deployment, replicaSets);
    this.old = replicaSets.filter((one) => one !== this.current);
  }

  get all(): readonly ReplicaSet[] {
    return allOf(this);
  }

  get now(): number {
    return this.environment.clock.now();
  }

  /** Brings the revision and the annotations of the current ReplicaSet, if there is one, up to date. */
  syncRevision(): void {
    if (!this.current) return;
    const { spec, metadata } = this.current;
    const before = metadata.annotations ?? {};
    const annotations = newReplicaSetAnnotations(this.deployment, before, maxRevision(this.old) + 1n);
    const minReadySeconds = this.deployment.spec!.minReadySeconds;
    if (annotations !== before || (spec!.minReadySeconds ?? 0) !== (minReadySeconds ?? 0)) {
      this.current = this.environment.client.update(ReplicaSets, {
        ...this.current,
        metadata: { ...metadata, annotations },
        spec: { ...spec!, minReadySeconds },
      });
      return;
    }
    this.recordRevision(annotations[REVISION] ?? '');
  }

  /** Creates the ReplicaSet of the current template unless it exists. */
  ensureCurrent(): void {
    if (this.current) return;
    const replicaSet = buildReplicaSet(this, maxRevision(this.old) + 1n);
    const { created, existed } = this.create(replicaSet);
    const size = sizeOf(created);
    if (!existed && size > 0) this.tellScaling('up', created, 0, size);
    this.current = created;
    const message = `Created new replica set "${created.metadata.name}"`;
    const { deployment } = this;
    const status = deployment.status ?? {};
    const condition = newCondition('Progressing', 'True', NEW_REPLICA_SET_CREATED, message, this.now);
    const isNews = !existed && progressDeadline(deployment) !== undefined;
    this.write(
      replicaSet.metadata.annotations![REVISION]!,
      isNews ? withCondition(status, condition) : status,
    );
  }

  /**
   * Gives a ReplicaSet its size; with `refresh` also its annotations when only these are outdated. Returns whether the
   * size changed.
   */
  scale(replicaSet: ReplicaSet, size: number, { refresh = false } = {}): boolean {
    const before = sizeOf(replicaSet);
    if (before === size && !refresh) return false;
    const annotations = {
      ...replicaSet.metadata.annotations,
      ...replicasAnnotations(this.deployment),
    };
    if (before === size && equal(annotations, replicaSet.metadata.annotations)) return false;
    const updated = this.environment.client.update(ReplicaSets, {
      ...replicaSet,
      metadata: { ...replicaSet.metadata, annotations },
      spec: { ...replicaSet.spec!, replicas: size },
    });
    this.replace(replicaSet, updated);
    if (before === size) return false;
    this.tellScaling(before < size ? 'up' : 'down', updated, before, size);
    return true;
  }

  writeStatus(status: DeploymentStatus): void {
    if (equal(status, this.deployment.status ?? {})) return;
    this.deployment = this.environment.client.updateStatus(Deployments, { ...this.deployment, status });
  }

  private recordRevision(revision: string): void {
    const { deployment } = this;
    const status = deployment.status ?? {};
    const message = `Found new replica set "${this.current!.metadata.name}"`;
    const isUnknown =
      progressDeadline(deployment) !== undefined && !conditionOf(deployment.status, 'Progressing');
    const condition = newCondition('Progressing', 'True', FOUND_NEW_REPLICA_SET, message, this.now);
    this.write(revision, isUnknown ? withCondition(status, condition) : status);
  }

  /** The revision is an annotation of the Deployment, which its `/status` may change. */
  private write(revision: string, status: DeploymentStatus): void {
    const { metadata } = this.deployment;
    const isKnown = metadata.annotations?.[REVISION] === revision;
    if (isKnown && equal(status, this.deployment.status ?? {})) return;
    this.deployment = this.environment.client.updateStatus(Deployments, {
      ...this.deployment,
      metadata: { ...metadata, annotations: { ...metadata.annotations, [REVISION]: revision } },
      status,
    });
  }

  private create(replicaSet: ReplicaSet): { created: ReplicaSet; existed: boolean } {
    try {
      return { created: this.environment.client.create(ReplicaSets, replicaSet), existed: false };
    } catch (error) {
      if (!(error instanceof StatusError) || isNamespaceTerminating(error)) throw error;
      if (!isStatus(error, 'AlreadyExists')) this.reportFailure(replicaSet, error);
      else {
        const existing = this.existingOrCollision(replicaSet);
        if (existing) return { created: existing, existed: true };
      }
      throw error;
    }
  }

  /** The ReplicaSet of that name, if it is this Deployment's; otherwise the hash collides, and the next one will differ. */
  private existingOrCollision(replicaSet: ReplicaSet): ReplicaSet | undefined {
    const { namespace, name } = replicaSet.metadata;
    const existing = this.environment.replicaSets.get(namespace!, name!);
    if (!existing) return undefined;
    if (isReplicaSetOf(this.deployment, existing)) return existing;
    const { collisionCount = 0, ...status } = this.deployment.status ?? {};
    this.writeStatus({ ...status, collisionCount: collisionCount + 1 });
    return undefined;
  }

  private reportFailure({ metadata }: ReplicaSet, error: StatusError): void {
    const message = `Failed to create new replica set "${metadata.name}": ${error.message}`;
    if (progressDeadline(this.deployment) !== undefined) {
      const condition = newCondition('Progressing', 'False', REPLICA_SET_CREATE_ERROR, message, this.now);
      this.writeStatus(withCondition(this.deployment.status ?? {}, condition));
    }
    this.environment.events.warning(this.deployment, REPLICA_SET_CREATE_ERROR, message);
  }

  private tellScaling(direction: 'up' | 'down', { metadata }: ReplicaSet, from: number, to: number): void {
    this.environment.events.normal(
      this.deployment,
      'ScalingReplicaSet',
      `Scaled ${direction} replica set ${metadata.name} from ${from} to ${to}`,
    );
  }

  private replace(before: ReplicaSet, after: ReplicaSet): void {
    if (before === this.current) this.current = after;
    else this.old = this.old.map((one) => (one === before ? after : one));
  }
}
