import {
  type CheckedPod,
  containersWhere,
  fieldsOf,
  nameContainers,
  type Objection,
  type PodCheck,
  quoted,
  runsOnWindows,
  sorted,
} from './check';
import { unless } from './privilege';

/** What a container runtime gives to every container. */
const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const BASELINE = 'capabilities_baseline';
const ADDED = 'securityContext.capabilities.add';
const DROPPED = 'securityContext.capabilities.drop';

export const CAPABILITY_CHECKS: readonly PodCheck[] = [
  { id: BASELINE, level: 'baseline', versions: [{ since: 0, find: nonDefault }] },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    versions: [
      { since: 22, find: unrestricted, replaces: BASELINE },
      { since: 25, find: unless(runsOnWindows, unrestricted), replaces: BASELINE },
    ],
  },
];

function nonDefault(pod: CheckedPod): Objection | undefined {
  const isForbidden = (capability: string) => !DEFAULT_CAPABILITIES.has(capability);
  const bad = addersOf(pod, isForbidden);
  if (bad.length === 0) return undefined;
  return {
    reason: 'non-default capabilities',
    detail: mustNotAdd(pod, bad, isForbidden),
    fields: fieldsOf(pod, bad, ADDED),
  };
}

function unrestricted(pod: CheckedPod): Objection | undefined {
  const keeping = containersWhere(
    pod,
    ({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'),
  );
  const isForbidden = (capability: string) => capability !== 'NET_BIND_SERVICE';
  const adding = addersOf(pod, isForbidden);
  const details: string[] = [];
  if (keeping.length > 0) details.push(`${nameContainers(pod, keeping)} must set ${DROPPED}=["ALL"]`);
  if (adding.length > 0) details.push(mustNotAdd(pod, adding, isForbidden));
  if (details.length === 0) return undefined;
  return {
    reason: 'unrestricted capabilities',
    detail: details.join('; '),
    fields: [...fieldsOf(pod, keeping, DROPPED), ...fieldsOf(pod, adding, ADDED)],
  };
}

function addersOf(pod: CheckedPod, isForbidden: (capability: string) => boolean): readonly number[] {
  return containersWhere(
    pod,
    ({ securityContext }) => securityContext?.capabilities?.add?.some(isForbidden) ?? false,
  );
}

function mustNotAdd(
  pod: CheckedPod,
  indexes: readonly number[],
  isForbidden: (capability: string) => boolean,
): string {
  const added = indexes.flatMap((index) => pod.containers[index]!.securityContext!.capabilities!.add!);
  return `${nameContainers(pod, indexes)} must not include ${quoted(sorted(added.filter(isForbidden)))} in ${ADDED}`;
}
