import { memoize } from '../../../kube/frozen';
import type { DaemonSet } from '../../../kube/generated/apps-v1';
import type { Affinity, Pod, PodSpec, PodTemplateSpec, Toleration } from '../../../kube/generated/core-v1';
import { NOT_READY_TAINT, UNREACHABLE_TAINT, UNSCHEDULABLE_TAINT } from '../../../kube/taints';
import { REVISION_LABEL } from '../../component/controller-revisions';

const GENERATION_LABEL = 'pod-template-generation';
const GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation';
const NAME_FIELD = 'metadata.name';

/** Daemons stay on nodes that are in trouble. */
const TOLERATED: readonly Toleration[] = [
  ...[NOT_READY_TAINT, UNREACHABLE_TAINT].map((key) => toleration(key, 'NoExecute')),
  ...[
    'node.kubernetes.io/disk-pressure',
    'node.kubernetes.io/memory-pressure',
    'node.kubernetes.io/pid-pressure',
    UNSCHEDULABLE_TAINT,
  ].map((key) => toleration(key, 'NoSchedule')),
];
const NETWORK_UNAVAILABLE = toleration('node.kubernetes.io/network-unavailable', 'NoSchedule');

function toleration(key: string, effect: 'NoExecute' | 'NoSchedule'): Toleration {
  return { key, operator: 'Exists', effect };
}

/** A pod's spec with the tolerations that every daemon has. Remembered per frozen spec. */
export const tolerantSpec = memoize((spec: PodSpec): PodSpec => {
  const added = spec.hostNetwork ? [...TOLERATED, NETWORK_UNAVAILABLE] : TOLERATED;
  const own = spec.tolerations ?? [];
  const missing = added.filter((one) => !own.some((other) => isSame(one, other)));
  const kept = own.map((one) => added.find((other) => isSame(one, other)) ?? one);
  return { ...spec, tolerations: [...kept, ...missing] };
});

function isSame(a: Toleration, b: Toleration): boolean {
  return (
    a.key === b.key &&
    a.effect === b.effect &&
    a.operator === b.operator &&
    (a.value ?? '') === (b.value ?? '')
  );
}

/** The template of a DaemonSet's pods for one node, which the scheduler can put on no other. */
export function templateForNode({ spec, metadata }: DaemonSet, hash: string, node: string): PodTemplateSpec {
  const { template } = spec!;
  const tolerant = tolerantSpec(template.spec!);
  const generation = templateGeneration(metadata.annotations);
  return {
    metadata: {
      ...template.metadata,
      labels: {
        ...template.metadata?.labels,
        ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }),
        [REVISION_LABEL]: hash,
      },
    },
    spec: { ...tolerant, affinity: affinityTo(node, tolerant.affinity) },
  };
}

function affinityTo(node: string, affinity: Affinity | undefined): Affinity {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const matchFields = [{ key: NAME_FIELD, operator: 'In' as const, values: [node] }];
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { ...required, nodeSelectorTerms: [{ matchFields }] },
    },
  };
}

/** The node that a pod is on, or made for; undefined if it does not say so. */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec?.nodeName) return spec.nodeName;
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? [])
    for (const { key, operator, values = [] } of matchFields)
      if (key === NAME_FIELD && operator === 'In') return values.length === 1 ? values[0] : undefined;
  return undefined;
}

/** Whether a pod was made from the current template. */
export function isUpdated({ metadata }: Pod, { metadata: owner }: DaemonSet, hash: string): boolean {
  const { labels = {} } = metadata;
  const generation = templateGeneration(owner.annotations);
  return (
    labels[REVISION_LABEL] === hash || (generation !== undefined && labels[GENERATION_LABEL] === generation)
  );
}

/** How often the template has changed, as an annotation counts it; undefined if that is no number. */
function templateGeneration(annotations: { readonly [key: string]: string } | undefined): string | undefined {
  const text = annotations?.[GENERATION_ANNOTATION];
  return text !== undefined && /^[+-]?\d+$/.test(text) ? String(Number(text)) : undefined;
}
