import type { NodeOptions } from '../cluster/kubelet/node';
import { type VirtualClusterOptions } from '../cluster/virtual-cluster';
import type { KubeObject } from '../kube/object';
import { SimulatedCluster } from './simulated-cluster';

/** Whatever holds manifests: a cdk8s App or Chart, or objects. */
export type ManifestSource = AppLike | ChartLike | readonly KubeObject[];

interface ChartLike {
  toJson(): unknown[];
}

interface AppLike {
  readonly charts: readonly ChartLike[];
}

export interface SimulateOptions extends Omit<VirtualClusterOptions, 'nodes'> {
  /** How many nodes (4 CPU, 16 GiB each), or what each is like. @default 3 */
  readonly nodes?: number | readonly NodeOptions[];
}

/** A simulated cluster on a virtual clock, with the manifests of `source` applied. Nothing has run yet: call `settle()`. */
export function simulate(source?: ManifestSource, options: SimulateOptions = {}): SimulatedCluster {
  const cluster = new SimulatedCluster(options);
  if (source) cluster.apply(source);
  return cluster;
}

/** The objects of a cdk8s App or Chart, as `cdk8s synth` would write them. */
export function objectsOf(source: ManifestSource): readonly KubeObject[] {
  if (isList(source)) return source;
  const charts = 'charts' in source ? source.charts : [source];
  return charts.flatMap((chart) => chart.toJson() as KubeObject[]);
}

function isList(source: ManifestSource): source is readonly KubeObject[] {
  return Array.isArray(source);
}
