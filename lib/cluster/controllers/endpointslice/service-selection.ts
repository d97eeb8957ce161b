import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { Pod, PodStatus, Service } from '../../../kube/generated/core-v1';
import { keyOf } from '../../../kube/object';
import { isPodReady } from '../../../kube/pod-status';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { addPodLabelIndex, labelTerms, podsSelectedBy } from '../../component/pod-labels';

/** Index of Services by one label that their pods must have. */
const SERVICE_INDEX = 'selected label';

const NO_KEYS: ReadonlySet<string> = new Set();

/** A Service without a selector has endpoints that somebody else makes; an ExternalName has none. */
export function selectsPods({ spec }: Service): boolean {
  return spec?.type !== 'ExternalName' && Object.keys(spec?.selector ?? {}).length > 0;
}

/** Finds the pods of a Service and the Services of a pod without looking at any others. */
export class ServiceSelection {
  constructor(
    private readonly services: Informer<Service>,
    private readonly pods: Informer<Pod>,
  ) {
    services.addIndex(SERVICE_INDEX, ({ metadata, spec }) =>
      labelTerms(metadata.namespace!, spec?.selector).slice(0, 1),
    );
    addPodLabelIndex(pods);
  }

  podsOf({ metadata, spec }: Service): readonly Pod[] {
    return podsSelectedBy(this.pods, metadata.namespace!, LabelSelector.ofMap(spec!.selector!));
  }

  /** Calls `enqueue` with the key of each Service that a pod's change may concern. */
  follow(enqueue: (serviceKey: string, revision: number) => void): void {
    this.pods.on({
      added: (pod, revision) => {
        for (const key of this.servicesOf(pod)) enqueue(key, revision);
      },
      updated: (pod, old, revision) => {
        for (const key of this.servicesToUpdate(pod, old)) enqueue(key, revision);
      },
      deleted: (pod, revision) => {
        for (const key of this.servicesOf(pod)) enqueue(key, revision);
      },
    });
  }

  private servicesOf({ metadata }: Pod): ReadonlySet<string> {
    let keys: Set<string> | undefined;
    for (const term of labelTerms(metadata.namespace!, metadata.labels))
      for (const service of this.services.byIndex(SERVICE_INDEX, term))
        if (LabelSelector.ofMap(service.spec!.selector!).matches(metadata.labels)) {
          keys ??= new Set();
          keys.add(keyOf(service));
        }
    return keys ?? NO_KEYS;
  }

  /** A new address or readiness concerns all Services of the pod; new labels those that gain or lose it. */
  private servicesToUpdate(pod: Pod, old: Pod): Iterable<string> {
    const hasChanged = changesEndpoint(pod, old);
    const hasMoved =
      !equal(pod.metadata.labels, old.metadata.labels) ||
      pod.spec?.hostname !== old.spec?.hostname ||
      pod.spec?.subdomain !== old.spec?.subdomain;
    if (!hasMoved) return hasChanged ? this.servicesOf(pod) : NO_KEYS;
    const [after, before] = [this.servicesOf(pod), this.servicesOf(old)];
    const all = new Set([...after, ...before]);
    return hasChanged ? all : [...all].filter((key) => after.has(key) !== before.has(key));
  }
}

const NO_ADDRESSES: NonNullable<PodStatus['podIPs']> = [];

function changesEndpoint(pod: Pod, old: Pod): boolean {
  // A pod that is going can finish, which takes it out, without anything else about it changing.
  if (pod.metadata.deletionTimestamp) return true;
  if (isPodReady(pod) !== isPodReady(old)) return true;
  const { podIPs: after = NO_ADDRESSES } = pod.status ?? {};
  const { podIPs: before = NO_ADDRESSES } = old.status ?? {};
  if (after === before) return false;
  return after.length !== before.length || after.some(({ ip }, index) => ip !== before[index]!.ip);
}
