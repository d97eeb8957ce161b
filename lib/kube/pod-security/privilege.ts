import {
  type CheckedPod,
  containersWhere,
  fieldsOf,
  hasUserNamespace,
  nameContainers,
  nameSetters,
  type Objection,
  type PodCheck,
  quoted,
  runsOnWindows,
  sorted,
} from './check';

/** What a process may become. */
export const PRIVILEGE_CHECKS: readonly PodCheck[] = [
  { id: 'privileged', level: 'baseline', versions: [{ since: 0, find: privileged }] },
  {
    id: 'procMount',
    level: 'baseline',
    versions: [
      { since: 0, find: procMount },
      { since: 35, find: unless(hasUserNamespace, procMount) },
    ],
  },
  {
    id: 'procMount_restricted',
    level: 'restricted',
    versions: [{ since: 35, find: procMount, replaces: 'procMount' }],
  },
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    versions: [
      { since: 8, find: privilegeEscalation },
      { since: 25, find: unless(runsOnWindows, privilegeEscalation) },
    ],
  },
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    versions: [
      { since: 0, find: runAsNonRoot },
      { since: 35, find: unless(hasUserNamespace, runAsNonRoot) },
    ],
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    versions: [
      { since: 23, find: runAsUser },
      { since: 35, find: unless(hasUserNamespace, runAsUser) },
    ],
  },
];

/** The check, but not of pods that are exempt. */
export function unless(
  isExempt: (pod: CheckedPod) => boolean,
  find: (pod: CheckedPod) => Objection | undefined,
): (pod: CheckedPod) => Objection | undefined {
  return (pod) => (isExempt(pod) ? undefined : find(pod));
}

function privileged(pod: CheckedPod): Objection | undefined {
  const bad = containersWhere(pod, ({ securityContext }) => securityContext?.privileged === true);
  if (bad.length === 0) return undefined;
  return {
    reason: 'privileged',
    detail: `${nameContainers(pod, bad)} must not set securityContext.privileged=true`,
    fields: fieldsOf(pod, bad, 'securityContext.privileged'),
  };
}

function procMount(pod: CheckedPod): Objection | undefined {
  const bad = containersWhere(
    pod,
    ({ securityContext }) => (securityContext?.procMount ?? 'Default') !== 'Default',
  );
  if (bad.length === 0) return undefined;
  const types = sorted(bad.map((index) => pod.containers[index]!.securityContext!.procMount!));
  return {
    reason: 'procMount',
    detail: `${nameContainers(pod, bad)} must not set securityContext.procMount to ${quoted(types)}`,
    fields: fieldsOf(pod, bad, 'securityContext.procMount'),
  };
}

function privilegeEscalation(pod: CheckedPod): Objection | undefined {
  const bad = containersWhere(
    pod,
    ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
  );
  if (bad.length === 0) return undefined;
  const field = 'securityContext.allowPrivilegeEscalation';
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${nameContainers(pod, bad)} must set ${field}=false`,
    fields: fieldsOf(pod, bad, field),
  };
}

function runAsNonRoot(pod: CheckedPod): Objection | undefined {
  const field = 'securityContext.runAsNonRoot';
  const reason = 'runAsNonRoot != true';
  const ofPod = pod.spec.securityContext?.runAsNonRoot;
  const refusing = containersWhere(pod, ({ securityContext }) => securityContext?.runAsNonRoot === false);
  if (ofPod === false || refusing.length > 0)
    return {
      reason,
      detail: `${nameSetters(pod, ofPod === false, refusing)} must not set ${field}=false`,
      fields: [...(ofPod === false ? [`spec.${field}`] : []), ...fieldsOf(pod, refusing, field)],
    };
  if (ofPod) return undefined;
  const silent = containersWhere(pod, ({ securityContext }) => !securityContext?.runAsNonRoot);
  if (silent.length === 0) return undefined;
  return {
    reason,
    detail: `pod or ${nameContainers(pod, silent)} must set ${field}=true`,
    fields: [`spec.${field}`],
  };
}

function runAsUser(pod: CheckedPod): Objection | undefined {
  const podItself = pod.spec.securityContext?.runAsUser === 0;
  const bad = containersWhere(pod, ({ securityContext }) => securityContext?.runAsUser === 0);
  if (!podItself && bad.length === 0) return undefined;
  const field = 'securityContext.runAsUser';
  return {
    reason: 'runAsUser=0',
    detail: `${nameSetters(pod, podItself, bad)} must not set runAsUser=0`,
    fields: [...(podItself ? [`spec.${field}`] : []), ...fieldsOf(pod, bad, field)],
  };
}
