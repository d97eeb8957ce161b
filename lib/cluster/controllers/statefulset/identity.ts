import type { StatefulSet } from '../../../kube/generated/apps-v1';
import type { PersistentVolumeClaim, Pod, Volume } from '../../../kube/generated/core-v1';

export const STATEFUL_SET_KIND = { apiVersion: 'apps/v1', kind: 'StatefulSet' };

const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const INDEX_LABEL = 'apps.kubernetes.io/pod-index';
const MEMBER = /^(.*)-([0-9]+)$/;
const LARGEST = 2 ** 31 - 1;

interface Member {
  readonly parent: string;
  /** -1 if it is too large to be one. */
  readonly ordinal: number;
}

function memberOf({ metadata }: Pod): Member {
  const match = MEMBER.exec(metadata.name!);
  if (!match) return { parent: '', ordinal: -1 };
  const ordinal = Number(match[2]);
  return { parent: match[1]!, ordinal: ordinal <= LARGEST ? ordinal : -1 };
}

/** The number at the end of a pod's name; -1 if there is none. */
export function ordinalOf(pod: Pod): number {
  return memberOf(pod).ordinal;
}

/** Whether the pod's name is one that the set gives. */
export function isMember(pod: Pod, { metadata }: StatefulSet): boolean {
  return memberOf(pod).parent === metadata.name;
}

export function replicasOf({ spec }: StatefulSet): number {
  return spec!.replicas ?? 1;
}

/** The ordinal of the first pod. */
export function firstOrdinal({ spec }: StatefulSet): number {
  return spec!.ordinals?.start ?? 0;
}

/** Whether the set is to have a pod of this ordinal. */
export function isWanted(ordinal: number, set: StatefulSet): boolean {
  const first = firstOrdinal(set);
  return ordinal >= first && ordinal < first + replicasOf(set);
}

export function podName({ metadata }: StatefulSet, ordinal: number): string {
  return `${metadata.name}-${ordinal}`;
}

export function claimName(
  { metadata }: StatefulSet,
  template: PersistentVolumeClaim,
  ordinal: number,
): string {
  return `${template.metadata.name}-${metadata.name}-${ordinal}`;
}

/** The labels by which a pod is told from its siblings. */
export function identityLabels(set: StatefulSet, ordinal: number): { readonly [key: string]: string } {
  return { [POD_NAME_LABEL]: podName(set, ordinal), [INDEX_LABEL]: String(ordinal) };
}

export function hasIdentity(pod: Pod, set: StatefulSet): boolean {
  const { parent, ordinal } = memberOf(pod);
  const { name, labels = {} } = pod.metadata;
  return (
    ordinal >= 0 &&
    parent === set.metadata.name &&
    name === podName(set, ordinal) &&
    labels[POD_NAME_LABEL] === name
  );
}

/** Whether the pod uses the claims that are its own. */
export function hasStorage(pod: Pod, set: StatefulSet): boolean {
  const ordinal = ordinalOf(pod);
  const volumes = pod.spec?.volumes ?? [];
  return (set.spec!.volumeClaimTemplates ?? []).every((template) => {
    const volume = volumes.find(({ name }) => name === template.metadata.name);
    return volume?.persistentVolumeClaim?.claimName === claimName(set, template, ordinal);
  });
}

/** The pod's volumes with those of its own claims, which come before all others of the template. */
export function withStorage(
  volumes: readonly Volume[] | undefined,
  set: StatefulSet,
  ordinal: number,
): readonly Volume[] | undefined {
  const templates = set.spec!.volumeClaimTemplates ?? [];
  if (templates.length === 0) return volumes;
  const names = new Set(templates.map(({ metadata }) => metadata.name));
  const own = templates.map((template) => ({
    name: template.metadata.name!,
    persistentVolumeClaim: { claimName: claimName(set, template, ordinal) },
  }));
  return [...own, ...(volumes ?? []).filter(({ name }) => !names.has(name))];
}

/** The claims of a pod, as its set's templates have them. */
export function claimsOf(set: StatefulSet, ordinal: number): readonly PersistentVolumeClaim[] {
  const { volumeClaimTemplates = [], selector } = set.spec!;
  return volumeClaimTemplates.map((template) => ({
    ...template,
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...template.metadata,
      name: claimName(set, template, ordinal),
      namespace: set.metadata.namespace,
      labels: { ...template.metadata.labels, ...selector.matchLabels },
    },
  }));
}
