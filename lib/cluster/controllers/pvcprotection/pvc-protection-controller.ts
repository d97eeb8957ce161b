import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { PersistentVolumeClaim, Pod } from '../../../kube/generated/core-v1';
import { PersistentVolumeClaims, Pods } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import { isPodTerminal } from '../../../kube/pod-status';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import { claimKeysOf, POD_CLAIM_INDEX } from '../../component/pod-claims';
import { addFinalizer, lacksFinalizer, removeFinalizer, waitsForFinalizer } from '../../component/protection';

const NAME = 'pvc-protection-controller';
const FINALIZER = 'kubernetes.io/pvc-protection';

/** Lets a claim go only when no pod on a node uses it any more. */
export class PvcProtectionController implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly claims: Informer<PersistentVolumeClaim>;
  private readonly pods: Informer<Pod>;

  constructor(context: ComponentContext) {
    const { clock, informers } = context;
    this.client = context.client(NAME);
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.claims = informers.of(PersistentVolumeClaims);
    this.pods = informers.of(Pods);
    this.pods.addIndex(POD_CLAIM_INDEX, claimKeysOf);
    this.claims.on({
      added: (claim, revision) => this.claimChanged(claim, revision),
      updated: (claim, _old, revision) => this.claimChanged(claim, revision),
    });
    this.pods.on({
      added: (pod, revision) => this.podChanged(pod, revision),
      updated: (pod, _old, revision) => this.podChanged(pod, revision),
      deleted: (pod, revision) => this.enqueueClaims(pod, revision),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private claimChanged(claim: PersistentVolumeClaim, revision: number): void {
    if (lacksFinalizer(claim, FINALIZER) || waitsForFinalizer(claim, FINALIZER))
      this.loop.enqueue(keyOf(claim), revision);
  }

  private podChanged(pod: Pod, revision: number): void {
    if (isPodTerminal(pod) || !pod.spec?.nodeName) this.enqueueClaims(pod, revision);
  }

  private enqueueClaims(pod: Pod, revision: number): void {
    for (const key of claimKeysOf(pod)) this.loop.enqueue(key, revision);
  }

  private sync(key: string): void {
    const claim = this.claims.byKey(key);
    if (!claim) return;
    if (lacksFinalizer(claim, FINALIZER)) addFinalizer(this.client, PersistentVolumeClaims, claim, FINALIZER);
    else if (waitsForFinalizer(claim, FINALIZER) && !this.isUsed(claim))
      removeFinalizer(this.client, PersistentVolumeClaims, claim, FINALIZER);
  }

  /** A pod that is not on a node yet will not be started with a claim that is going. */
  private isUsed(claim: PersistentVolumeClaim): boolean {
    return this.pods.byIndex(POD_CLAIM_INDEX, keyOf(claim)).some(({ spec }) => Boolean(spec?.nodeName));
  }
}
