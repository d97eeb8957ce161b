import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { PersistentVolumeClaim, Pod, Volume } from '../../../kube/generated/core-v1';
import { PersistentVolumeClaims, Pods } from '../../../kube/generated/resources';
import { controllerReference, isControlledBy, keyOf } from '../../../kube/object';
import { StatusError } from '../../../kube/status';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop, RetryLater } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { claimKeysOf, POD_CLAIM_INDEX } from '../../component/pod-claims';

const NAME = 'ephemeral-volume-controller';
const POD_KIND = { apiVersion: 'v1', kind: 'Pod' };

/** Makes the claims of pods' ephemeral volumes, which go with their pods. */
export class EphemeralVolumeController implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly pods: Informer<Pod>;
  private readonly claims: Informer<PersistentVolumeClaim>;

  constructor(context: ComponentContext) {
    const { clock, informers } = context;
    this.client = context.client(NAME);
    this.events = context.recorder(this.client, { component: 'ephemeral_volume' });
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.pods = informers.of(Pods);
    this.pods.addIndex(POD_CLAIM_INDEX, claimKeysOf);
    this.claims = informers.of(PersistentVolumeClaims);
    this.pods.on({
      added: (pod, revision) => {
        if (pod.spec!.volumes?.some(({ ephemeral }) => ephemeral)) this.loop.enqueue(keyOf(pod), revision);
      },
    });
    this.claims.on({
      deleted: (claim, revision) => {
        for (const pod of this.pods.byIndex(POD_CLAIM_INDEX, keyOf(claim)))
          this.loop.enqueue(keyOf(pod), revision);
      },
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private sync(key: string): void {
    const pod = this.pods.byKey(key);
    if (!pod || pod.metadata.deletionTimestamp) return;
    for (const volume of pod.spec!.volumes ?? []) if (volume.ephemeral) this.ensureClaim(pod, volume);
  }

  private ensureClaim(pod: Pod, volume: Volume): void {
    const claim = claimFor(pod, volume);
    const { namespace, name } = claim.metadata;
    const existing = this.claims.get(namespace!, name!);
    if (existing && isControlledBy(existing, pod)) return;
    if (existing) {
      const problem = `PVC ${namespace}/${name} was not created for pod ${keyOf(pod)} (pod is not owner)`;
      this.tell(pod, volume, problem);
      throw new RetryLater(problem);
    }
    try {
      this.client.create(PersistentVolumeClaims, claim);
    } catch (error) {
      if (error instanceof StatusError) this.tell(pod, volume, `create PVC ${name}: ${error.message}`);
      throw error;
    }
  }

  private tell(pod: Pod, volume: Volume, problem: string): void {
    this.events.warning(pod, 'FailedBinding', `ephemeral volume ${volume.name}: ${problem}`);
  }
}

function claimFor(pod: Pod, { name, ephemeral }: Volume): PersistentVolumeClaim {
  const { metadata, spec } = ephemeral!.volumeClaimTemplate!;
  const { annotations, labels } = metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: `${pod.metadata.name}-${name}`,
      namespace: pod.metadata.namespace,
      ownerReferences: [controllerReference(pod, POD_KIND)],
      ...(annotations ? { annotations } : {}),
      ...(labels ? { labels } : {}),
    },
    spec,
  };
}
