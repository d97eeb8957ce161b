import { changeElements, changeField, withField } from '../../defaults/defaulting';
import { withoutDisabledFields } from '../../defaults/pod/disabled-fields';
import { equal } from '../../frozen';
import type {
  Affinity,
  AppArmorProfile,
  Container,
  EphemeralContainer,
  Pod,
  PodAffinity,
  PodSpec,
  PodStatus,
} from '../../generated/core-v1';
import type { LabelSelector } from '../../generated/meta-v1';
import { podQosClass } from '../../pod-qos';
import { APP_ARMOR, appArmorProfileOf } from '../../validation/pod/annotations';
import { allContainers } from '../../validation/pod/visit-containers';

type Labels = { readonly [key: string]: string };

/** The status a pod starts with. */
export function initialPodStatus({ metadata, spec }: Pod): PodStatus {
  const status = { phase: 'Pending', qosClass: podQosClass(spec!) } as const;
  if (!spec?.schedulingGates?.length) return status;
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: undefined,
    lastTransitionTime: metadata.creationTimestamp,
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  };
  return { ...status, conditions: [condition] };
}

/** What the API server makes of a new pod's spec. */
export function prepareNewPod(pod: Pod): Pod {
  const { labels = {}, annotations } = pod.metadata;
  return changeField(pod, 'spec', (spec) => {
    let prepared = withoutDisabledFields(spec);
    prepared = changeField(prepared, 'affinity', (affinity) => withKeysOfPod(affinity, labels));
    prepared = changeElements(prepared, 'topologySpreadConstraints', (constraint) =>
      withSelectorKeys(constraint, constraint.matchLabelKeys, undefined, labels),
    );
    return annotations ? withAppArmorFields(prepared, annotations) : prepared;
  });
}

function withKeysOfPod(affinity: Affinity, labels: Labels): Affinity {
  const resolve = (part: PodAffinity): PodAffinity => {
    const needed = changeElements(part, 'requiredDuringSchedulingIgnoredDuringExecution', (term) =>
      withSelectorKeys(term, term.matchLabelKeys, term.mismatchLabelKeys, labels),
    );
    return changeElements(needed, 'preferredDuringSchedulingIgnoredDuringExecution', (weighted) =>
      changeField(weighted, 'podAffinityTerm', (term) =>
        withSelectorKeys(term, term.matchLabelKeys, term.mismatchLabelKeys, labels),
      ),
    );
  };
  return changeField(changeField(affinity, 'podAffinity', resolve), 'podAntiAffinity', resolve);
}

/** Keys become requirements with the pod's own values. */
function withSelectorKeys<T extends { readonly labelSelector?: LabelSelector }>(
  term: T,
  matchKeys: readonly string[] | undefined,
  mismatchKeys: readonly string[] | undefined,
  labels: Labels,
): T {
  const added = [...requirements(matchKeys, 'In', labels), ...requirements(mismatchKeys, 'NotIn', labels)];
  if (added.length === 0 || !term.labelSelector) return term;
  const { matchExpressions = [] } = term.labelSelector;
  return {
    ...term,
    labelSelector: { ...term.labelSelector, matchExpressions: [...matchExpressions, ...added] },
  };
}

function requirements(keys: readonly string[] | undefined, operator: 'In' | 'NotIn', labels: Labels) {
  return (keys ?? [])
    .filter((key) => labels[key] !== undefined)
    .map((key) => ({ key, operator, values: [labels[key]!] }));
}

/** The profile that an annotation of old asks for. */
function withAppArmorFields(spec: PodSpec, annotations: Labels): PodSpec {
  if (spec.os?.name === 'windows' || !Object.keys(annotations).some((key) => key.startsWith(APP_ARMOR)))
    return spec;
  const ofPod = spec.securityContext?.appArmorProfile;
  const fill = <C extends Container | EphemeralContainer>(container: C): C => {
    const profile = annotatedProfile(container, annotations);
    if (!profile || equal(profile, ofPod)) return container;
    const securityContext = { ...container.securityContext, appArmorProfile: profile };
    return withField<Container, 'securityContext'>(container, 'securityContext', securityContext) as C;
  };
  let filled = changeElements(spec, 'initContainers', fill);
  filled = changeElements(filled, 'containers', fill);
  return changeElements(filled, 'ephemeralContainers', fill);
}

function annotatedProfile(
  { name, securityContext }: Container | EphemeralContainer,
  annotations: Labels,
): AppArmorProfile | undefined {
  const annotation = annotations[`${APP_ARMOR}${name}`];
  if (annotation === undefined || securityContext?.appArmorProfile) return undefined;
  const profile = appArmorProfileOf(annotation);
  return profile && isValidProfile(profile) ? profile : undefined;
}

function isValidProfile({ localhostProfile = '' }: AppArmorProfile): boolean {
  return localhostProfile === localhostProfile.trim() && Buffer.byteLength(localhostProfile) <= 4095;
}

/** Containers whose annotation is out of date: it has moved to the field, or says nothing that can move there. */
export function containersWithOldAppArmor({ metadata, spec }: Pod): string[] {
  const { annotations } = metadata;
  if (!annotations || !spec || spec.os?.name === 'windows') return [];
  const ofPod = spec.securityContext?.appArmorProfile;
  return allContainers(spec)
    .filter((container) => {
      const annotation = annotations[`${APP_ARMOR}${container.name}`];
      if (annotation === undefined || container.securityContext?.appArmorProfile) return false;
      const profile = annotatedProfile(container, annotations);
      return !profile || !equal(profile, ofPod);
    })
    .map((container) => container.name);
}
