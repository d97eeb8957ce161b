import { type FieldPath, pathUnder } from '../../field-path';
import { equal } from '../../frozen';
import type { Affinity, Container, PodSpec, Volume } from '../../generated/core-v1';
import type { ObjectMeta } from '../../generated/meta-v1';
import { goQuote } from '../../go-format';
import { claimSpecWarnings } from '../claim-spec-warnings';
import { fractionalBytesWarnings } from '../fractional-bytes';
import { ipWarnings } from '../ip';
import { nodeLabelDeprecation, nodeSelectorTermWarnings } from '../node-label-warnings';
import { APP_ARMOR, appArmorProfileOf, SECCOMP_CONTAINER, SECCOMP_POD } from './annotations';
import { portWarnings } from './port-warnings';
import { forEachContainer } from './visit-containers';
import { overlappingPathWarnings } from './volume-path-warnings';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const NULL_SELECTOR = 'a null labelSelector results in matching no pod';

/** Annotations that do nothing any more. */
const DEAD_ANNOTATIONS: readonly (readonly [key: string, message: string])[] = [
  [
    'scheduler.alpha.kubernetes.io/critical-pod',
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  ],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  [
    'security.alpha.kubernetes.io/unsafe-sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
];

/** What of a pod or template is accepted but probably not meant. `template` is the path of a template. */
export function podSpecWarnings(spec: PodSpec, meta: ObjectMeta, template?: FieldPath): string[] {
  const path = pathUnder(template, 'spec');
  const annotations = pathUnder(template, 'metadata').child('annotations');
  const warnings: string[] = [];
  warnAboutNodes(spec, path, warnings);
  for (const [key, message] of DEAD_ANNOTATIONS)
    if (meta.annotations?.[key] !== undefined) warnings.push(`${annotations.key(key)}: ${message}`);
  spec.volumes?.forEach((volume, index) => {
    warnAboutVolume(volume, path.child('volumes').index(index), warnings);
  });
  if (spec.volumes) warnings.push(...overlappingPathWarnings(spec.volumes));
  warnAboutRepeatedReferences(spec, path, warnings);
  warnings.push(...fractionalBytesWarnings(spec.overhead, BYTES, path.child('overhead')));
  if (!spec.securityContext?.seccompProfile && meta.annotations?.[SECCOMP_POD] !== undefined)
    warnings.push(`${annotations.key(SECCOMP_POD)}: ${SECCOMP_FIELD}`);
  forEachContainer(spec, path, (container, at) => {
    if (meta.annotations)
      warnAboutProfiles(container, spec, meta.annotations, template && annotations, annotations, warnings);
    warnAboutContainer(container, at, warnings);
  });
  warnings.push(...portWarnings(spec, path));
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0)
    warnings.push(
      `${path.child('terminationGracePeriodSeconds')}: must be >= 0; negative values are invalid and will be treated as 1`,
    );
  if (spec.affinity) warnAboutPodAffinity(spec.affinity, path.child('affinity'), warnings);
  warnAboutAddresses(spec, path, warnings);
  return warnings;
}

const BYTES = ['memory', 'ephemeral-storage'];
const SECCOMP_FIELD = 'non-functional in v1.27+; use the "seccompProfile" field instead';

function warnAboutNodes(spec: PodSpec, path: FieldPath, warnings: string[]): void {
  for (const label in spec.nodeSelector) {
    const deprecation = nodeLabelDeprecation(label);
    if (deprecation) warnings.push(`${path.child('nodeSelector').key(label)}: ${deprecation}`);
  }
  const affinity = spec.affinity?.nodeAffinity;
  const at = path.child('affinity', 'nodeAffinity');
  affinity?.[REQUIRED]?.nodeSelectorTerms?.forEach((term, index) => {
    const place = at.child(REQUIRED, 'nodeSelectorTerms').index(index);
    warnings.push(...nodeSelectorTermWarnings(term, place, false));
  });
  affinity?.[PREFERRED]?.forEach(({ preference }, index) => {
    const place = at.child(PREFERRED).index(index).child('preference');
    warnings.push(...nodeSelectorTermWarnings(preference, place, true));
  });
  spec.topologySpreadConstraints?.forEach(({ topologyKey, labelSelector }, index) => {
    const place = path.child('topologySpreadConstraints').index(index);
    const deprecation = nodeLabelDeprecation(topologyKey);
    if (deprecation) warnings.push(`${place.child('topologyKey')}: ${topologyKey} is ${deprecation}`);
    if (!labelSelector) warnings.push(`${place.child('labelSelector')}: ${NULL_SELECTOR}`);
  });
}

const DEAD_VOLUMES: readonly (readonly [type: keyof Volume, path: string, message: string])[] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

function warnAboutVolume(volume: Volume, path: FieldPath, warnings: string[]): void {
  for (const [type, field, message] of DEAD_VOLUMES)
    if (volume[type]) warnings.push(`${path.child(field)}: ${message}`);
  const claim = volume.ephemeral?.volumeClaimTemplate?.spec;
  if (claim)
    warnings.push(...claimSpecWarnings(claim, path.child('ephemeral', 'volumeClaimTemplate', 'spec')));
}

function warnAboutRepeatedReferences(spec: PodSpec, path: FieldPath, warnings: string[]): void {
  const { hostAliases, imagePullSecrets } = spec;
  repeated(hostAliases?.map(({ ip = '' }) => ip)).forEach(([ip, index]) => {
    warnings.push(`${path.child('hostAliases').index(index).child('ip')}: duplicate ip ${goQuote(ip)}`);
  });
  const nameAt = (index: number) => path.child('imagePullSecrets').index(index).child('name');
  repeated(imagePullSecrets?.map(({ name = '' }) => name)).forEach(([name, index]) => {
    warnings.push(`${nameAt(index)}: duplicate name ${goQuote(name)}`);
  });
  imagePullSecrets?.forEach(({ name }, index) => {
    if (!name) warnings.push(`${nameAt(index)}: invalid empty name ""`);
  });
}

/** Values that were there before, with the position of each repetition. */
function repeated(values: readonly string[] = []): (readonly [value: string, index: number])[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    if (seen.has(value)) return [[value, index] as const];
    seen.add(value);
    return [];
  });
}

/** AppArmor's annotation is moved to its field in pods, see {@link appArmorWarnings}; in templates it stays. */
function warnAboutProfiles(
  { name, securityContext }: Container,
  spec: PodSpec,
  annotations: { readonly [key: string]: string },
  templateAnnotations: FieldPath | undefined,
  path: FieldPath,
  warnings: string[],
): void {
  const seccomp = `${SECCOMP_CONTAINER}${name}`;
  if (!securityContext?.seccompProfile && annotations[seccomp] !== undefined)
    warnings.push(`${path.key(seccomp)}: ${SECCOMP_FIELD}`);
  const annotation = annotations[`${APP_ARMOR}${name}`];
  if (!templateAnnotations || annotation === undefined || securityContext?.appArmorProfile) return;
  const ofPod = spec.securityContext?.appArmorProfile;
  if (!ofPod || !equal(ofPod, appArmorProfileOf(annotation)))
    warnings.push(appArmorDeprecation(templateAnnotations, name));
}

/** The annotation is out of date, and its container is not covered by the pod's own profile. */
export function appArmorDeprecation(annotations: FieldPath, container: string): string {
  return `${annotations.key(`${APP_ARMOR}${container}`)}: deprecated since v1.30; use the "appArmorProfile" field instead`;
}

function warnAboutContainer({ resources, env }: Container, path: FieldPath, warnings: string[]): void {
  if (resources) {
    for (const name of BYTES)
      for (const list of ['limits', 'requests'] as const)
        warnings.push(...fractionalBytesWarnings(resources[list], [name], path.child('resources', list)));
  }
  if (!env || env.length < 2) return;
  const names = new Set<string>();
  env.forEach(({ name, value = '', valueFrom }, index) => {
    // A variable may extend its former value; everything else hides it.
    if (names.has(name) && (valueFrom || value === `$(${name})` || !value.includes(`$(${name})`)))
      warnings.push(
        `${path.child('env').index(index)}: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`,
      );
    names.add(name);
  });
}

function warnAboutPodAffinity(affinity: Affinity, path: FieldPath, warnings: string[]): void {
  for (const field of ['podAffinity', 'podAntiAffinity'] as const) {
    const at = path.child(field);
    affinity[field]?.[REQUIRED]?.forEach(({ labelSelector }, index) => {
      if (!labelSelector)
        warnings.push(`${at.child(REQUIRED).index(index).child('labelSelector')}: ${NULL_SELECTOR}`);
    });
    affinity[field]?.[PREFERRED]?.forEach(({ podAffinityTerm }, index) => {
      if (!podAffinityTerm?.labelSelector)
        warnings.push(
          `${at.child(PREFERRED).index(index).child('podAffinityTerm', 'labelSelector')}: ${NULL_SELECTOR}`,
        );
    });
  }
}

function warnAboutAddresses(spec: PodSpec, path: FieldPath, warnings: string[]): void {
  spec.dnsConfig?.nameservers?.forEach((address, index) => {
    warnings.push(...ipWarnings(address, path.child('dnsConfig', 'nameservers').index(index)));
  });
  spec.hostAliases?.forEach(({ ip = '' }, index) => {
    warnings.push(...ipWarnings(ip, path.child('hostAliases').index(index).child('ip')));
  });
}
