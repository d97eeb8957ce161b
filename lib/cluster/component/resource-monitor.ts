import type { Informer } from '../../client/informer';
import { CustomResourceDefinitions } from '../../kube/generated/resources';
import type { KubeObject } from '../../kube/object';
import type { ResourceInfo } from '../../kube/resource-catalogue';
import { qualified } from '../../kube/status';
import type { ComponentContext } from './component-context';
import { preferredResources } from './discovered-resources';

/** Events come and go by themselves, own nothing and are not limited: Kubernetes' monitors do not look at them. */
const IGNORED = new Set(['events', 'events.events.k8s.io']);

/**
 * Calls `follow` for every resource that has these verbs: for Kubernetes' own at once, for custom ones as soon as they
 * are served.
 */
export function monitorResources(
  { informers, catalogue }: ComponentContext,
  verbs: readonly string[],
  follow: (info: ResourceInfo, informer: Informer<KubeObject>) => void,
): void {
  const monitored = new Set<string>();
  const monitorNew = () => {
    for (const info of preferredResources(catalogue, verbs)) {
      const name = qualified(info);
      if (monitored.has(name) || IGNORED.has(name)) continue;
      monitored.add(name);
      follow(info, informers.of<KubeObject>(info));
    }
  };
  monitorNew();
  informers.of(CustomResourceDefinitions).on({ added: monitorNew, updated: monitorNew });
}
