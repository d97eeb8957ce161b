export type { ManifestSource } from './manifest-source';
export { clusterMatchers } from './matchers';
export type { ObjectName } from './object-reference';
export { type SimulateOptions, simulate } from './simulate';
export { type PodView, SimulatedCluster } from './simulated-cluster';
