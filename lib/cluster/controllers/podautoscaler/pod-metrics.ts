import type { Pod } from '../../../kube/generated/core-v1';
import { Quantity } from '../../../kube/quantity';
import type { ResourceMetrics } from '../../component/resource-metrics';
import { MetricError } from './metric-error';

/** One pod's use of a resource. */
export interface PodMetric {
  /** Thousandths. */
  readonly value: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Milliseconds. */
  readonly window: number;
}

/** A resource that is asked for: of all containers, or of one. */
export interface MeasuredResource {
  readonly resource: string;
  readonly container?: string;
}

/** What these pods use, by their names. Throws a {@link MetricError} when nobody knows. */
export function podMetrics(
  metrics: ResourceMetrics | undefined,
  pods: readonly Pod[],
  { resource, container }: MeasuredResource,
): Map<string, PodMetric> {
  if (!metrics)
    throw new MetricError(
      `unable to get metrics for resource ${resource}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)`,
    );
  const found = new Map<string, PodMetric>();
  for (const pod of pods) {
    const usage = metrics.usage(pod);
    if (!usage) continue;
    let value = 0;
    for (const [name, { cpu, memory }] of usage.containers)
      if (container === undefined || container === name) value += resource === 'cpu' ? cpu : memory * 1000;
    found.set(pod.metadata.name!, { value: Math.ceil(value), at: usage.at, window: usage.window });
  }
  if (found.size === 0)
    throw new MetricError(
      `unable to get metrics for resource ${resource}: no metrics returned from resource metrics API`,
    );
  return found;
}

/** What these pods ask for, in thousandths, by their names. Throws a {@link MetricError} if one does not say. */
export function podRequests(
  pods: readonly Pod[],
  { resource, container }: MeasuredResource,
): ReadonlyMap<string, number> {
  return new Map(pods.map((pod) => [pod.metadata.name!, requestOf(pod, resource, container)]));
}

function requestOf({ metadata, spec }: Pod, resource: string, container: string | undefined): number {
  const ofPod = spec!.resources?.requests;
  if (ofPod && Object.keys(ofPod).length > 0 && container === undefined) {
    const request = ofPod[resource];
    if (request !== undefined) return milli(request);
    throw new MetricError(`missing pod-level request for ${resource} in Pod ${metadata.name}`);
  }
  const sidecars = (spec!.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const counted = [...spec!.containers, ...sidecars].filter(
    ({ name }) => container === undefined || container === name,
  );
  if (counted.length === 0) throw new MetricError(`container ${container} not found in Pod ${metadata.name}`);
  let sum = 0;
  for (const { name, resources } of counted) {
    const request = resources?.requests?.[resource];
    if (request === undefined)
      throw new MetricError(`missing request for ${resource} in container ${name} of Pod ${metadata.name}`);
    sum += milli(request);
  }
  return sum;
}

function milli(quantity: string | number): number {
  return Quantity.parse(quantity).milli();
}
