import type { PodSpec } from '../generated/core-v1';
import type { ObjectMeta } from '../generated/meta-v1';
import { CAPABILITY_CHECKS } from './capabilities';
import { type CheckVersion, checkedPod, type PodCheck, type Violation } from './check';
import { HOST_ACCESS_CHECKS } from './host-access';
import type { LevelVersion } from './policy';
import { PRIVILEGE_CHECKS } from './privilege';
import { PROFILE_CHECKS } from './profiles';
import { SYSCTL_CHECKS, VOLUME_CHECKS } from './volumes-and-sysctls';

export type { Violation } from './check';

/** In the order of their reports: baseline before restricted, each by id. */
export const POD_SECURITY_CHECKS: readonly PodCheck[] = [
  ...HOST_ACCESS_CHECKS,
  ...PRIVILEGE_CHECKS,
  ...CAPABILITY_CHECKS,
  ...PROFILE_CHECKS,
  ...SYSCTL_CHECKS,
  ...VOLUME_CHECKS,
].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));

function rank({ level }: PodCheck): number {
  return level === 'baseline' ? 0 : 1;
}

/** Newer policies are the same as this one. */
const NEWEST = Math.max(...POD_SECURITY_CHECKS.flatMap(({ versions }) => versions.map(({ since }) => since)));

interface ActiveCheck {
  readonly id: string;
  readonly version: CheckVersion;
}

const active = new Map<string, readonly ActiveCheck[]>();

/** All that a pod, or the template of pods, does against a policy (the Pod Security Standards); empty if it may run. */
export function evaluatePod(
  policy: LevelVersion,
  { annotations }: Pick<ObjectMeta, 'annotations'>,
  spec: PodSpec,
): readonly Violation[] {
  const checks = activeChecks(policy);
  if (checks.length === 0) return NONE;
  const pod = checkedPod(annotations, spec);
  let violations: Violation[] | undefined;
  for (const { id, version } of checks) {
    const objection = version.find(pod);
    if (!objection) continue;
    violations ??= [];
    violations.push({ check: id, ...objection });
  }
  return violations ?? NONE;
}

const NONE: readonly Violation[] = Object.freeze([]);

/** `host namespaces (hostNetwork=true), privileged (container "a" must not set securityContext.privileged=true)` */
export function printViolations(violations: readonly Violation[]): string {
  return violations.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(', ');
}

/** `host namespaces, privileged` */
export function printReasons(violations: readonly Violation[]): string {
  return violations.map(({ reason }) => reason).join(', ');
}

function activeChecks({ level, version }: LevelVersion): readonly ActiveCheck[] {
  if (level === 'privileged') return [];
  const minor = version === 'latest' ? NEWEST : Math.min(version, NEWEST);
  const key = `${level} ${minor}`;
  let checks = active.get(key);
  if (!checks) {
    checks = checksOf(level, minor);
    active.set(key, checks);
  }
  return checks;
}

function checksOf(level: 'baseline' | 'restricted', minor: number): readonly ActiveCheck[] {
  const checks = POD_SECURITY_CHECKS.filter((check) => level === 'restricted' || check.level === 'baseline')
    .map(({ id, versions }) => ({ id, version: versions.findLast(({ since }) => since <= minor) }))
    .filter((check): check is ActiveCheck => check.version !== undefined);
  const replaced = new Set(checks.map(({ version }) => version.replaces));
  return checks.filter(({ id }) => !replaced.has(id));
}
