import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { Pod } from '../../../kube/generated/core-v1';
import { Pods } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import { isPodTerminal, podCondition } from '../../../kube/pod-status';
import type { Clock } from '../../clock/clock';
import { ControllerLoop } from '../../component/controller';
import { withPodCondition } from '../../component/pod-condition';

const DISRUPTION_TARGET = 'DisruptionTarget';
/** Milliseconds after which a pod that was to be disrupted, and is still there, is taken as spared. */
const TIMEOUT = 120_000;

/** Takes back the condition DisruptionTarget of pods that were not deleted after all. */
export class StaleDisruptions {
  private readonly loop: ControllerLoop;

  constructor(
    private readonly clock: Clock,
    private readonly client: Client,
    private readonly pods: Informer<Pod>,
  ) {
    this.loop = new ControllerLoop({ clock, client, sync: (key) => this.sync(key) });
    pods.on({
      added: (pod) => this.podChanged(pod),
      updated: (pod) => this.podChanged(pod),
      deleted: (pod) => this.loop.cancelDelayed(keyOf(pod)),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private podChanged(pod: Pod): void {
    const remaining = this.remaining(pod);
    if (remaining === undefined) this.loop.cancelDelayed(keyOf(pod));
    else this.loop.enqueueAfter(keyOf(pod), remaining);
  }

  /** Milliseconds until the condition is stale; undefined if it cannot become so. */
  private remaining(pod: Pod): number | undefined {
    const condition = podCondition(pod.status, DISRUPTION_TARGET);
    if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet') return undefined;
    if (pod.metadata.deletionTimestamp || isPodTerminal(pod)) return undefined;
    return Math.max(0, Date.parse(condition.lastTransitionTime!) + TIMEOUT - this.clock.now());
  }

  private sync(key: string): void {
    const pod = this.pods.byKey(key);
    const remaining = pod && this.remaining(pod);
    if (!pod || remaining === undefined) return;
    if (remaining > 0) {
      this.loop.enqueueAfter(key, remaining);
      return;
    }
    const { generation } = pod.metadata;
    const observed = generation ? { observedGeneration: generation } : {};
    const condition = { type: DISRUPTION_TARGET, ...observed, status: 'False' };
    const status = withPodCondition(pod.status!, condition, this.clock.now());
    this.client.updateStatus(Pods, { ...pod, status });
  }
}
