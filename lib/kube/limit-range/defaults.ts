import { changeElements } from '../defaults/defaulting';
import { freezeLike } from '../defaults/pod/pod-spec';
import type { Container, LimitRange, PodSpec } from '../generated/core-v1';

type ResourceList = { readonly [name: string]: string | number };

export interface DefaultedSpec {
  readonly spec: PodSpec;
  /** What was set, in the words of the annotation; empty for nothing. */
  readonly set: string;
}

/** A pod's spec with the default requests and limits of a range. A container with limits of its own keeps them. */
export function specWithDefaults(spec: PodSpec, { spec: range }: LimitRange): DefaultedSpec {
  const requests: Record<string, string | number> = {};
  const limits: Record<string, string | number> = {};
  for (const item of range?.limits ?? []) {
    if (item.type !== 'Container') continue;
    Object.assign(requests, item.defaultRequest);
    Object.assign(limits, item.default);
  }
  const set: string[] = [];
  const fill = (kind: string) => (container: Container) =>
    withDefaults(container, requests, limits, `${kind} ${container.name}`, set);
  let filled = changeElements(spec, 'containers', fill('container'));
  filled = changeElements(filled, 'initContainers', fill('init container'));
  return { spec: freezeLike(spec, filled), set: set.join('; ') };
}

function withDefaults(
  container: Container,
  requests: ResourceList,
  limits: ResourceList,
  what: string,
  set: string[],
): Container {
  const { resources = {} } = container;
  const missing = (list: ResourceList | undefined, defaults: ResourceList) =>
    Object.keys(defaults)
      .filter((name) => list?.[name] === undefined)
      .sort();
  const newRequests = missing(resources.requests, requests);
  const newLimits = missing(resources.limits, limits);
  if (newRequests.length > 0) set.push(`${newRequests.join(', ')} request for ${what}`);
  if (newLimits.length > 0) set.push(`${newLimits.join(', ')} limit for ${what}`);
  if (newRequests.length === 0 && newLimits.length === 0) return container;
  return {
    ...container,
    resources: {
      ...resources,
      ...(newRequests.length > 0 ? { requests: { ...requests, ...resources.requests } } : {}),
      ...(newLimits.length > 0 ? { limits: { ...limits, ...resources.limits } } : {}),
    },
  };
}
