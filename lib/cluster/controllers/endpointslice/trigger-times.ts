import type { Pod, Service } from '../../../kube/generated/core-v1';
import { keyOf } from '../../../kube/object';
import { podCondition } from '../../../kube/pod-status';

interface Known {
  readonly service: string;
  readonly pods: ReadonlyMap<string, string>;
}

/**
 * When that happened which makes a Service's endpoints change: the earliest of the changes of its pods' readiness since
 * the last look. Times are those of the API, which compare as texts.
 */
export class TriggerTimes {
  private readonly known = new Map<string, Known>();

  /** Undefined when nothing of that kind changed. */
  next(service: Service, pods: readonly Pod[]): string | undefined {
    const key = keyOf(service);
    const before = this.known.get(key);
    const created = service.metadata.creationTimestamp!;
    const times = new Map<string, string>();
    let earliest: string | undefined;
    const changed = (time: string, last: string) => {
      if (time > last && (earliest === undefined || time < earliest)) earliest = time;
    };
    for (const pod of pods) {
      const time = podCondition(pod.status, 'Ready')?.lastTransitionTime;
      if (!time) continue;
      times.set(pod.metadata.name!, time);
      changed(time, before?.pods.get(pod.metadata.name!) ?? '');
    }
    changed(created, before?.service ?? '');
    this.known.set(key, { service: created, pods: times });
    return before ? earliest : created;
  }

  forget(serviceKey: string): void {
    this.known.delete(serviceKey);
  }
}
