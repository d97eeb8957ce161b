/** The plugins of the default profile that can turn a pod away, by Kubernetes' names. */
export type PluginName =
  | 'SchedulingGates'
  | 'NodeUnschedulable'
  | 'NodeName'
  | 'TaintToleration'
  | 'NodeAffinity'
  | 'NodePorts'
  | 'NodeResourcesFit'
  | 'VolumeRestrictions'
  | 'NodeVolumeLimits'
  | 'VolumeBinding'
  | 'VolumeZone'
  | 'PodTopologySpread'
  | 'InterPodAffinity'
  | 'DynamicResources'
  | 'DefaultPreemption'
  | 'NodeResourcesBalancedAllocation'
  | 'ImageLocality'
  | 'NodeDeclaredFeatures';

/** Why a plugin turns a pod away, from one node or from all of them. */
export interface Rejection {
  readonly plugin: PluginName;
  /** In Kubernetes' words. */
  readonly reasons: readonly string[];
  /** Whether deleting pods could help; Kubernetes' Unschedulable against UnschedulableAndUnresolvable. */
  readonly resolvable: boolean;
}

/** A rejection that only a change of the node, the pod or another object can lift. */
export function unresolvable(plugin: PluginName, ...reasons: string[]): Rejection {
  return { plugin, reasons, resolvable: false };
}

/** A rejection that preemption may lift. */
export function unschedulable(plugin: PluginName, ...reasons: string[]): Rejection {
  return { plugin, reasons, resolvable: true };
}

/** Scheduling failed for no fault of the pod; it is tried again after a delay. */
export class SchedulingError extends Error {
  override readonly name = 'SchedulingError';
}
