import type { Pod, PodSpec } from '../../../../lib/kube/generated/core-v1';
import type { KubeObject, ObjectMeta } from '../../../../lib/kube/object';

/** What is done to one pod, and how long a kubelet is watched at it. */
export interface Scenario {
  /** The pod's name. */
  readonly name: string;
  readonly metadata?: ObjectMeta;
  readonly spec: PodSpec;
  readonly steps?: readonly Step[];
  /** Seconds after the pod was created. */
  readonly until: number;
}

/** One thing that somebody does, so many seconds after the pod was created. */
export type Step = { readonly at: number } & (
  | { readonly create: KubeObject }
  | { readonly delete: { readonly gracePeriodSeconds?: number } }
  | { readonly patch: unknown; readonly subresource?: string }
);

/** The pod, bound to node `a`. */
export function podOf({ name, metadata, spec }: Scenario): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name, namespace: 'default' },
    spec: { nodeName: 'a', automountServiceAccountToken: false, terminationGracePeriodSeconds: 10, ...spec },
  };
}
