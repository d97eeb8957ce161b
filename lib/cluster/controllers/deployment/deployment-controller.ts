import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { Deployment, ReplicaSet } from '../../../kube/generated/apps-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { Deployments, Pods, ReplicaSets } from '../../../kube/generated/resources';
import { controllerOf, controllerReference, type KubeObject, keyOf } from '../../../kube/object';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { addControllerIndex, CONTROLLER_INDEX, claim } from '../../component/claims';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { pauseCondition, withCondition } from './deployment-conditions';
import { deploymentStatus } from './deployment-status';
import { cleanUpHistory } from './history';
import { DEPLOYMENT } from './new-replica-set';
import { recreateStep } from './recreate';
import { isActive } from './replica-sets';
import { countInAnnotation, DESIRED_REPLICAS } from './revision';
import { requestedRollback, rollBack } from './rollback';
import { rollingUpdateStep } from './rolling-update';
import { Rollout } from './rollout';
import { isComplete, rolloutStatus, untilDeadline } from './rollout-progress';
import { scaleDeployment } from './scaling';

const NAME = 'deployment-controller';
const MAX_RETRIES = 15;
/** Milliseconds after the deadline, because conditions carry whole seconds. */
const DEADLINE_MARGIN = 1000;
/** Milliseconds before a deadline that is almost over is looked at again. */
const RETRY = 5;

/** Rolls Deployments out: keeps the ReplicaSet of the current template, and lets those of former ones shrink. */
export class DeploymentController implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly deployments: Informer<Deployment>;
  private readonly replicaSets: Informer<ReplicaSet>;
  private readonly pods: Informer<Pod>;

  constructor(private readonly context: ComponentContext) {
    const { clock, informers } = context;
    this.client = context.client(NAME);
    this.events = context.recorder(this.client, { component: NAME });
    const sync = (key: string) => this.sync(key);
    this.loop = new ControllerLoop({ clock, client: this.client, sync, maxRetries: MAX_RETRIES });
    this.deployments = informers.of(Deployments);
    this.replicaSets = informers.of(ReplicaSets);
    addControllerIndex(this.replicaSets);
    this.pods = informers.of(Pods);
    addControllerIndex(this.pods);
    this.deployments.on({
      added: (deployment, revision) => this.loop.enqueue(keyOf(deployment), revision),
      updated: (deployment, _old, revision) => this.loop.enqueue(keyOf(deployment), revision),
      deleted: (deployment) => this.loop.cancelDelayed(keyOf(deployment)),
    });
    this.replicaSets.on({
      added: (replicaSet, revision) => this.replicaSetAdded(replicaSet, revision),
      updated: (replicaSet, old, revision) => this.replicaSetUpdated(replicaSet, old, revision),
      deleted: (replicaSet, revision) => this.enqueueOwner(replicaSet, revision),
    });
    this.pods.on({ deleted: (pod, revision) => this.podDeleted(pod, revision) });
  }

  stop(): void {
    this.loop.stop();
  }

  private replicaSetAdded(replicaSet: ReplicaSet, revision: number): void {
    if (controllerOf(replicaSet) || replicaSet.metadata.deletionTimestamp)
      this.enqueueOwner(replicaSet, revision);
    else this.enqueueMatching(replicaSet, revision);
  }

  private replicaSetUpdated(replicaSet: ReplicaSet, old: ReplicaSet, revision: number): void {
    const isOtherOwner = controllerOf(replicaSet)?.uid !== controllerOf(old)?.uid;
    if (isOtherOwner) this.enqueueOwner(old, revision);
    if (controllerOf(replicaSet)) this.enqueueOwner(replicaSet, revision);
    else if (isOtherOwner || !equal(replicaSet.metadata.labels, old.metadata.labels))
      this.enqueueMatching(replicaSet, revision);
  }

  /** A Deployment of strategy Recreate waits for its last old pod to go. */
  private podDeleted(pod: Pod, revision: number): void {
    const owner = controllerOf(pod);
    if (owner?.kind !== 'ReplicaSet') return;
    const replicaSet = this.replicaSets.get(pod.metadata.namespace!, owner.name);
    if (replicaSet?.metadata.uid !== owner.uid) return;
    const deployment = this.ownerOf(replicaSet);
    if (deployment?.spec?.strategy?.type !== 'Recreate') return;
    const family = this.replicaSets.byIndex(CONTROLLER_INDEX, deployment.metadata.uid!);
    if (family.every(({ metadata }) => this.podsOf(metadata.uid!).length === 0))
      this.loop.enqueue(keyOf(deployment), revision);
  }

  private enqueueOwner(replicaSet: ReplicaSet, revision: number): void {
    const owner = this.ownerOf(replicaSet);
    if (owner) this.loop.enqueue(keyOf(owner), revision);
  }

  private ownerOf(object: KubeObject): Deployment | undefined {
    const reference = controllerOf(object);
    if (reference?.kind !== DEPLOYMENT.kind) return undefined;
    const deployment = this.deployments.get(object.metadata.namespace!, reference.name);
    return deployment?.metadata.uid === reference.uid ? deployment : undefined;
  }

  private enqueueMatching({ metadata }: ReplicaSet, revision: number): void {
    if (!metadata.labels) return;
    for (const deployment of this.deployments.list(metadata.namespace)) {
      const selector = LabelSelector.of(deployment.spec!.selector);
      if (!selector.isEmpty && selector.matches(metadata.labels))
        this.loop.enqueue(keyOf(deployment), revision);
    }
  }

  private podsOf(replicaSetUid: string): readonly Pod[] {
    return this.pods.byIndex(CONTROLLER_INDEX, replicaSetUid);
  }

  private sync(key: string): void {
    const deployment = this.deployments.byKey(key);
    if (!deployment) return;
    if (LabelSelector.of(deployment.spec!.selector).isEmpty) {
      this.refuseSelectingAll(deployment);
      return;
    }
    const { client, events, replicaSets } = this;
    const { clock } = this.context;
    const environment = { client, events, clock, replicaSets };
    const rollout = new Rollout(environment, deployment, this.claim(deployment));
    if (!deployment.metadata.deletionTimestamp) {
      this.syncRollout(rollout);
      return;
    }
    rollout.syncRevision();
    this.syncCounts(rollout);
  }

  private refuseSelectingAll(deployment: Deployment): void {
    this.events.warning(
      deployment,
      'SelectingAll',
      'This deployment is selecting all pods. A non-empty selector is required.',
    );
    const { generation = 0 } = deployment.metadata;
    if ((deployment.status?.observedGeneration ?? 0) >= generation) return;
    const status = { ...deployment.status, observedGeneration: generation };
    this.client.updateStatus(Deployments, { ...deployment, status });
  }

  private claim(deployment: Deployment): readonly ReplicaSet[] {
    return claim({
      client: this.client,
      owner: deployment,
      ownerType: Deployments,
      reference: controllerReference(deployment, DEPLOYMENT),
      selector: LabelSelector.of(deployment.spec!.selector),
      children: this.replicaSets,
      childType: ReplicaSets,
    });
  }

  private syncRollout(rollout: Rollout): void {
    const pause = pauseCondition(rollout.deployment, rollout.now);
    if (pause) rollout.writeStatus(withCondition(rollout.deployment.status ?? {}, pause));
    const { deployment } = rollout;
    const isPaused = deployment.spec!.paused ?? false;
    if (!isPaused && requestedRollback(deployment) !== undefined) {
      rollout.syncRevision();
      rollout.ensureCurrent();
      rollBack(rollout.deployment, rollout.all, { client: this.client, events: this.events });
      return;
    }
    rollout.syncRevision();
    if (isPaused || wasScaled(rollout)) this.scale(rollout, isPaused);
    else this.progress(rollout);
  }

  private scale(rollout: Rollout, isPaused: boolean): void {
    scaleDeployment(rollout);
    if (isPaused && requestedRollback(rollout.deployment) === undefined) cleanUpHistory(rollout, this.client);
    this.syncCounts(rollout);
  }

  private syncCounts(rollout: Rollout): void {
    rollout.writeStatus(deploymentStatus(rollout.deployment, rollout, rollout.now));
  }

  private progress(rollout: Rollout): void {
    const isSettled = this.step(rollout);
    if (isSettled && isComplete(rollout.deployment, rollout.deployment.status))
      cleanUpHistory(rollout, this.client);
    const status = rolloutStatus(rollout.deployment, rollout, rollout.now);
    if (equal(status, rollout.deployment.status)) this.planDeadline(rollout);
    else rollout.writeStatus(status);
  }

  /** Returns whether there was nothing to scale. */
  private step(rollout: Rollout): boolean {
    if (rollout.deployment.spec!.strategy?.type === 'Recreate')
      return recreateStep(rollout, (uid) => this.podsOf(uid));
    rollout.ensureCurrent();
    return !rollingUpdateStep(rollout);
  }

  /** Nothing changed: look again when the rollout ought to have progressed. */
  private planDeadline({ deployment, now }: Rollout): void {
    const key = keyOf(deployment);
    const remaining = untilDeadline(deployment, deployment.status!, now);
    if (remaining === undefined) this.loop.cancelDelayed(key);
    else if (remaining < DEADLINE_MARGIN) this.loop.enqueueAfter(key, Math.max(0, remaining) + RETRY);
    else this.loop.enqueueAfter(key, remaining + DEADLINE_MARGIN);
  }
}

/** Whether the Deployment's size differs from what its ReplicaSets know of it. */
function wasScaled({ all, deployment }: Rollout): boolean {
  return all.filter(isActive).some((replicaSet) => {
    const known = countInAnnotation(replicaSet, DESIRED_REPLICAS);
    return known !== undefined && known !== (deployment.spec!.replicas ?? 1);
  });
}
