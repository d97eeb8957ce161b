import type { VirtualClusterOptions } from '../cluster/virtual-cluster';
import type { ManifestSource } from './manifest-source';
import { SimulatedCluster } from './simulated-cluster';

export type SimulateOptions = VirtualClusterOptions;

/**
 * A simulated cluster on a virtual clock, with the manifests of `source` (a cdk8s App or Chart, objects, or YAML) applied.
 * Nothing has run yet: call `settle()`.
 */
export function simulate(source?: ManifestSource, options: SimulateOptions = {}): SimulatedCluster {
  const cluster = new SimulatedCluster(options);
  if (source !== undefined) cluster.apply(source);
  return cluster;
}
