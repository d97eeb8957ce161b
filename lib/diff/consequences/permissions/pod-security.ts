import type { Namespace } from '../../../kube/generated/core-v1';
import { evaluatePod, printReasons, type Violation } from '../../../kube/pod-security/evaluate';
import {
  compareLevels,
  ENFORCE_LABEL,
  LEVELS,
  type LevelVersion,
  namespacePolicy,
  type PodSecurityLevel,
  printLevelVersion,
} from '../../../kube/pod-security/policy';
import { podSpecOf, templateField, type Workload } from '../../../kube/workloads';
import type { Consequence } from '../../change';
import { type DiffContext, type PairChange, workloadsOf } from '../../context';
import { changesBelow, isBelow, pathsOf } from '../../field-lookup';
import { describeEntry, describeWorkload, listed } from '../../wording';

/** Another Pod Security level of a namespace, and the workloads whose new pods it refuses. */
export function* namespaceLevelChange(change: PairChange, context: DiffContext): Generator<Consequence> {
  const { before, after } = change;
  if (!before || !after) return;
  const { metadata } = after.object as Namespace;
  const old = namespacePolicy(before.object.metadata.labels).policy.enforce;
  const now = namespacePolicy(metadata.labels).policy.enforce;
  const order = compareLevels(now.level, old.level);
  if (order === 0) return;
  const label = `metadata.labels[${ENFORCE_LABEL}]`;
  const fields = pathsOf(changesBelow(change.fields, label, `metadata.labels[${ENFORCE_LABEL}-version]`));
  const step = `${printLevelVersion(old)} → ${printLevelVersion(now)}`;
  if (order < 0)
    yield {
      type: 'permissions-widened',
      severity: now.level === 'privileged' ? 'danger' : 'warning',
      fields,
      message: `pods in ${describeEntry(after)} may do more (Pod Security ${step})`,
    };
  else {
    const refused = refusedIn(metadata.name ?? '', now, context);
    yield {
      type: 'permissions-narrowed',
      severity: refused.length > 0 ? 'danger' : 'notice',
      fields,
      message:
        refused.length > 0
          ? `new pods of ${listed(refused.map(({ name }) => name))} are refused in ${describeEntry(after)} (Pod Security ${step}): ${listed([...new Set(refused.flatMap((one) => one.reasons))])}`
          : `pods in ${describeEntry(after)} may do less (Pod Security ${step}); those of these manifests comply`,
    };
  }
}

interface Refused {
  readonly name: string;
  readonly reasons: readonly string[];
}

function refusedIn(namespace: string, policy: LevelVersion, { after }: DiffContext): readonly Refused[] {
  return after.workloads.in(namespace).flatMap((workload) => {
    const violations = violationsOf(workload, policy);
    const reasons = violations.map(({ reason }) => reason);
    return violations.length > 0 ? [{ name: describeWorkload(workload), reasons }] : [];
  });
}

function violationsOf(workload: Workload, policy: LevelVersion): readonly Violation[] {
  return evaluatePod(policy, workload.template.metadata ?? {}, podSpecOf(workload));
}

/** Pods that need a less strict Pod Security level than before, or comply with a stricter one. */
export function* podLevelChange(change: PairChange): Generator<Consequence> {
  const { before, after } = workloadsOf(change);
  if (!after) return;
  const now = levelOf(after);
  const name = `pods of ${describeWorkload(after)}`;
  if (!before) {
    if (now === 'privileged')
      yield {
        type: 'permissions-widened',
        severity: 'warning',
        fields: [],
        message: `${name} do what Pod Security's baseline forbids: ${reasons(after, 'baseline')}`,
      };
    return;
  }
  const old = levelOf(before);
  const order = compareLevels(now, old);
  if (order === 0) return;
  const fields = pathsOf(causesOf(change, after));
  if (order < 0) {
    const broken = LEVELS[LEVELS.indexOf(now) + 1]!;
    yield {
      type: 'permissions-widened',
      severity: now === 'privileged' ? 'danger' : 'warning',
      fields,
      message: `${name} no longer comply with Pod Security level ${old}: ${reasons(after, broken)}`,
    };
  } else
    yield {
      type: 'permissions-narrowed',
      severity: 'info',
      fields,
      message: `${name} now comply with Pod Security level ${now} (was ${old})`,
    };
}

const atLevel = (level: PodSecurityLevel): LevelVersion => ({ level, version: 'latest' });

/** The strictest level that the pods comply with. */
function levelOf(workload: Workload): PodSecurityLevel {
  return LEVELS.findLast((level) => violationsOf(workload, atLevel(level)).length === 0) ?? 'privileged';
}

function reasons(workload: Workload, level: PodSecurityLevel): string {
  return printReasons(violationsOf(workload, atLevel(level)));
}

const SECURITY =
  /securityContext|host(?:Network|PID|IPC|Port|Users|Path)|capabilities|volumes|ephemeralContainers|containers\[[^\]]*\]$/;

function causesOf({ fields }: PairChange, workload: Workload) {
  const below = changesBelow(fields, workload.templatePath);
  const found = below.filter(
    ({ path }) => SECURITY.test(path) && !isBelow(path, templateField(workload, 'metadata')),
  );
  return found.length > 0 ? found : below;
}
