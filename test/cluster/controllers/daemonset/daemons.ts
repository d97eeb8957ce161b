import type { DaemonSet } from '../../../../lib/kube/generated/apps-v1';
import type { Pod, PodSpec } from '../../../../lib/kube/generated/core-v1';

export const NEW = 'new';
export const NOW = Date.parse('2026-01-01T01:00:00Z');

export function daemonSet(
  spec: Partial<NonNullable<DaemonSet['spec']>> = {},
  pod: Partial<PodSpec> = {},
): DaemonSet {
  return {
    metadata: { name: 'web', uid: 'u', generation: 1 },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web' }], ...pod } },
      ...spec,
    },
  };
}

/** A pod that became ready an hour ago, unless it says otherwise. */
export function daemonPod(
  name: string,
  node: string,
  { hash = NEW, ready = true, phase = 'Running', deleted = false }: DaemonPodOptions = {},
): Pod {
  const at = '2026-01-01T00:00:00Z';
  return {
    metadata: {
      name,
      creationTimestamp: at,
      labels: { 'controller-revision-hash': hash },
      ...(deleted ? { deletionTimestamp: at } : {}),
    },
    spec: { nodeName: node, containers: [] },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: at }],
    },
  };
}

interface DaemonPodOptions {
  readonly hash?: string;
  readonly ready?: boolean;
  readonly phase?: 'Running' | 'Failed';
  readonly deleted?: boolean;
}
