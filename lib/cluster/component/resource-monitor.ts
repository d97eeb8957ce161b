import type { Informer } from '../../client/informer';
import { CustomResourceDefinitions } from '../../kube/generated/resources';
import type { KubeObject } from '../../kube/object';
import type { ResourceInfo } from '../../kube/resource-catalogue';
import { qualified } from '../../kube/status';
import type { ComponentContext } from './component-context';
import { preferredResources } from './discovered-resources';

/** Events come and go by themselves, own nothing and are not limited: Kubernetes' monitors do not look at them. */
const IGNORED = new Set(['events', 'events.events.k8s.io']);

interface Monitor {
  readonly info: ResourceInfo;
  readonly informer: Informer<KubeObject>;
}

/**
 * Calls `follow` for every resource that has these verbs: for Kubernetes' own at once, for custom ones as soon as they
 * are served, and again when the version in which they were followed is not served any more.
 */
export function monitorResources(
  { informers, catalogue }: ComponentContext,
  verbs: readonly string[],
  follow: (info: ResourceInfo, informer: Informer<KubeObject>) => void,
): void {
  const monitored = new Map<string, Monitor>();
  const isServed = ({ group, version, resource }: ResourceInfo) => catalogue.find(group, version, resource);
  const monitorNew = () => {
    for (const info of preferredResources(catalogue, verbs)) {
      const name = qualified(info);
      if (IGNORED.has(name)) continue;
      const known = monitored.get(name);
      const isKnown = known && isServed(known.info);
      const informer = isKnown ? known.informer : informers.of<KubeObject>(info);
      informer.resume();
      if (isKnown) continue;
      monitored.set(name, { info, informer });
      follow(info, informer);
    }
  };
  monitorNew();
  informers.of(CustomResourceDefinitions).on({ added: monitorNew, updated: monitorNew });
}
