import type { SELinuxOptions, SecurityContext } from '../generated/core-v1';
import { goQuote } from '../go-format';
import {
  type CheckedPod,
  containersWhere,
  fieldsOf,
  nameContainers,
  nameSetters,
  type Objection,
  type PodCheck,
  plural,
  quoted,
  runsOnWindows,
  sorted,
} from './check';
import { unless } from './privilege';

const SECCOMP_BASELINE = 'seccompProfile_baseline';

/** The kernel's confinement of processes: AppArmor, SELinux, seccomp. */
export const PROFILE_CHECKS: readonly PodCheck[] = [
  { id: 'appArmorProfile', level: 'baseline', versions: [{ since: 0, find: appArmor }] },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    versions: [
      { since: 0, find: seLinux(['', 'container_t', 'container_init_t', 'container_kvm_t']) },
      {
        since: 31,
        find: seLinux(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']),
      },
    ],
  },
  {
    id: SECCOMP_BASELINE,
    level: 'baseline',
    versions: [
      { since: 0, find: seccompAnnotations },
      { since: 19, find: forbiddenSeccomp },
    ],
  },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    versions: [
      { since: 19, find: missingSeccomp, replaces: SECCOMP_BASELINE },
      { since: 25, find: unless(runsOnWindows, missingSeccomp), replaces: SECCOMP_BASELINE },
    ],
  },
];

type ProfileField = 'appArmorProfile' | 'seccompProfile';

/** Every type but `Unconfined`, as far as they are known. */
const isConfined = (type: string) => type === 'RuntimeDefault' || type === 'Localhost';

/** Who chose an unconfined profile: the pod, containers, and the types they chose. */
function unconfined(pod: CheckedPod, field: ProfileField) {
  const isBad = (context: Pick<SecurityContext, ProfileField> | undefined) => {
    const type = context?.[field]?.type;
    return context?.[field] !== undefined && !isConfined(type ?? '');
  };
  const podItself = isBad(pod.spec.securityContext);
  const containers = containersWhere(pod, ({ securityContext }) => isBad(securityContext));
  const types = [
    ...(podItself ? [pod.spec.securityContext![field]!.type as string] : []),
    ...containers.map((index) => pod.containers[index]!.securityContext![field]!.type as string),
  ];
  const path = `securityContext.${field}.type`;
  const fields = [...(podItself ? [`spec.${path}`] : []), ...fieldsOf(pod, containers, path)];
  return { podItself, containers, types: sorted(types), fields };
}

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

function appArmor(pod: CheckedPod): Objection | undefined {
  const { podItself, containers, types, fields } = unconfined(pod, 'appArmorProfile');
  const annotations = inOrder(
    Object.keys(pod.annotations).filter(
      (key) => key.startsWith(APP_ARMOR) && !isAppArmorAnnotation(pod.annotations[key]!),
    ),
    pod,
  );
  const setters = [nameSetters(pod, podItself, containers)].filter(Boolean);
  if (annotations.length > 0) setters.push(plural(annotations.length, 'annotation'));
  if (setters.length === 0) return undefined;
  const values = [...types, ...annotations.map(({ printed }) => printed)];
  return {
    reason: plural(values.length, 'forbidden AppArmor profile'),
    detail: `${setters.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
    fields: [...fields, ...annotations.map(({ field }) => field)],
  };
}

/** Annotations as messages print them, `key="value"`, and in the order of these texts. */
function inOrder(keys: Iterable<string>, { annotations }: CheckedPod) {
  return Array.from(new Set(keys), (key) => ({
    printed: `${key}=${goQuote(annotations[key]!)}`,
    field: `metadata.annotations[${key}]`,
  })).sort((a, b) => (a.printed < b.printed ? -1 : 1));
}

const isAppArmorAnnotation = (profile: string) =>
  profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/');

function seLinux(allowedTypes: readonly string[]): (pod: CheckedPod) => Objection | undefined {
  const isBad = (options: SELinuxOptions | undefined) =>
    options !== undefined &&
    (!allowedTypes.includes(options.type ?? '') || Boolean(options.user) || Boolean(options.role));
  return (pod) => {
    const ofPod = pod.spec.securityContext?.seLinuxOptions;
    const containers = containersWhere(pod, ({ securityContext }) => isBad(securityContext?.seLinuxOptions));
    if (!isBad(ofPod) && containers.length === 0) return undefined;
    const bad = [
      ...(isBad(ofPod) ? [ofPod!] : []),
      ...containers.map((index) => pod.containers[index]!.securityContext!.seLinuxOptions!),
    ];
    const types = sorted(bad.map(({ type }) => type ?? '').filter((type) => !allowedTypes.includes(type)));
    const data = [
      ...(types.length > 0 ? [`${plural(types.length, 'type')} ${quoted(types)}`] : []),
      ...(bad.some(({ user }) => user) ? ['user may not be set'] : []),
      ...(bad.some(({ role }) => role) ? ['role may not be set'] : []),
    ];
    const field = 'securityContext.seLinuxOptions';
    return {
      reason: 'seLinuxOptions',
      detail: `${nameSetters(pod, isBad(ofPod), containers)} set forbidden ${field}: ${data.join('; ')}`,
      fields: [...(isBad(ofPod) ? [`spec.${field}`] : []), ...fieldsOf(pod, containers, field)],
    };
  };
}

const SECCOMP_OF_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_OF_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';

/** Before 1.19 a seccomp profile was chosen by annotations. */
function seccompAnnotations(pod: CheckedPod): Objection | undefined {
  const { annotations, containers } = pod;
  const keys = [SECCOMP_OF_POD, ...containers.map(({ name }) => `${SECCOMP_OF_CONTAINER}${name}`)];
  const bad = inOrder(
    keys.filter((key) => annotations[key] !== undefined && !isSeccompAnnotation(annotations[key])),
    pod,
  );
  if (bad.length === 0) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `forbidden ${plural(bad.length, 'annotation')} ${bad.map(({ printed }) => printed).join(', ')}`,
    fields: bad.map(({ field }) => field),
  };
}

const isSeccompAnnotation = (profile: string) =>
  profile === 'runtime/default' || profile === 'docker/default' || profile.startsWith('localhost/');

const SECCOMP_TYPE = 'securityContext.seccompProfile.type';

function forbiddenSeccomp(pod: CheckedPod): Objection | undefined {
  const { podItself, containers, types, fields } = unconfined(pod, 'seccompProfile');
  if (fields.length === 0) return undefined;
  const detail = `${nameSetters(pod, podItself, containers)} must not set ${SECCOMP_TYPE} to ${quoted(types)}`;
  return { reason: 'seccompProfile', detail, fields };
}

function missingSeccomp(pod: CheckedPod): Objection | undefined {
  const forbidden = forbiddenSeccomp(pod);
  if (forbidden || pod.spec.securityContext?.seccompProfile) return forbidden;
  const silent = containersWhere(pod, ({ securityContext }) => !securityContext?.seccompProfile);
  if (silent.length === 0) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `pod or ${nameContainers(pod, silent)} must set ${SECCOMP_TYPE} to "RuntimeDefault" or "Localhost"`,
    fields: [`spec.${SECCOMP_TYPE}`],
  };
}
