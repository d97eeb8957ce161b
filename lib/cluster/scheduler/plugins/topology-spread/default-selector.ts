import type { Pod } from '../../../../kube/generated/core-v1';
import { controllerOf, type OwnerReference } from '../../../../kube/object';
import { LabelSelector } from '../../../../kube/selectors/label-selector';
import type { Labels, Requirement } from '../../../../kube/selectors/requirement';
import type { PodInfo } from '../../cache/pod-info';
import type { SchedulingObjects } from '../../framework/cluster-view';

/** Selects the pods that belong together with this one: by its Services, and by its controller. */
export function defaultSelector({ pod, namespace }: PodInfo, objects: SchedulingObjects): LabelSelector {
  const equalities = serviceSelectors(pod, namespace, objects);
  const owner = controllerOf(pod);
  const requirements = owner ? controllerRequirements(owner, namespace, objects) : [];
  if (requirements.length === 0 && Object.keys(equalities).length === 0) return LabelSelector.everything;
  if (equalities === NOTHING) return ofController(requirements);
  return interned([
    ...Object.entries(equalities).map(([key, value]) => ({ key, operator: '=', values: [value] }) as const),
    ...requirements,
  ]);
}

/** Most pods belong to a controller alone, whose selector is compiled once. */
function ofController(requirements: readonly Requirement[]): LabelSelector {
  let selector = ofControllers.get(requirements);
  if (!selector) {
    selector = interned(requirements);
    ofControllers.set(requirements, selector);
  }
  return selector;
}

const ofControllers = new WeakMap<readonly Requirement[], LabelSelector>();
const NOTHING: Labels = {};

function serviceSelectors(pod: Pod, namespace: string, { services }: SchedulingObjects): Labels {
  let selectors = NOTHING;
  for (const { spec } of services.list(namespace)) {
    const selector = spec?.selector;
    if (selector && LabelSelector.ofMap(selector).matches(pod.metadata.labels))
      selectors = { ...selectors, ...selector };
  }
  return selectors;
}

function controllerRequirements(
  { apiVersion, kind, name }: OwnerReference,
  namespace: string,
  objects: SchedulingObjects,
): readonly Requirement[] {
  switch (`${apiVersion} ${kind}`) {
    case 'v1 ReplicationController':
      return LabelSelector.ofMap(objects.replicationControllers.get(namespace, name)?.spec?.selector)
        .requirements;
    case 'apps/v1 ReplicaSet':
      return LabelSelector.of(objects.replicaSets.get(namespace, name)?.spec?.selector).requirements;
    case 'apps/v1 StatefulSet':
      return LabelSelector.of(objects.statefulSets.get(namespace, name)?.spec?.selector).requirements;
    default:
      return [];
  }
}

/** How many different selectors are remembered. */
const REMEMBERED = 1000;
const known = new Map<string, LabelSelector>();

/** Equal selectors are one object, so that what is known about one need not be worked out again. */
function interned(requirements: readonly Requirement[]): LabelSelector {
  const selector = LabelSelector.ofRequirements(requirements);
  const key = selector.toString();
  const same = known.get(key);
  if (same) return same;
  if (known.size >= REMEMBERED) known.clear();
  known.set(key, selector);
  return selector;
}
