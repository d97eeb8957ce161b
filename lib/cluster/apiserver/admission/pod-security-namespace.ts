import { equal } from '../../../kube/frozen';
import type { Namespace, Pod } from '../../../kube/generated/core-v1';
import { Pods } from '../../../kube/generated/resources';
import { goQuote } from '../../../kube/go-format';
import { controllerOf } from '../../../kube/object';
import { evaluatePod, printReasons } from '../../../kube/pod-security/evaluate';
import { compareLevels, type LevelVersion, printLevelVersion } from '../../../kube/pod-security/policy';
import type { AdmissionEnvironment } from './plugin';

/** In a namespace with more pods, the rest is not looked at. */
const MOST_PODS = 3000;

/** Warnings of the pods that run in a namespace, and could not be created under its new policy. */
export function violationsInNamespace(
  { metadata }: Namespace,
  enforce: LevelVersion,
  old: LevelVersion,
  environment: AdmissionEnvironment,
): string[] {
  const isRelaxed = equal(enforce.version, old.version) && compareLevels(enforce.level, old.level) < 1;
  if (enforce.level === 'privileged' || isRelaxed) return [];
  const pods = oneOfEachFirst(environment.list(Pods, metadata.name!));
  const checked = pods.slice(0, MOST_PODS);
  const warnings = warningsOf(checked, enforce);
  const heading = `existing pods in namespace ${goQuote(metadata.name!)} violate the new PodSecurity enforce level ${goQuote(printLevelVersion(enforce))}`;
  const incomplete = `new PodSecurity enforce level only checked against the first ${checked.length} of ${pods.length} existing pods`;
  return [
    ...(checked.length < pods.length ? [incomplete] : []),
    ...(warnings.length > 0 ? [heading, ...warnings] : []),
  ];
}

/** The pods of one controller are much alike: one of each comes first. */
function oneOfEachFirst(pods: readonly Pod[]): Pod[] {
  const seen = new Set<string>();
  const first: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    const owner = controllerOf(pod)?.uid;
    if (owner && seen.has(owner)) others.push(pod);
    else first.push(pod);
    if (owner) seen.add(owner);
  }
  return [...first, ...others];
}

/** One line for all pods that break the policy in the same way, in alphabetical order. */
function warningsOf(pods: readonly Pod[], enforce: LevelVersion): string[] {
  const names = new Map<string, string[]>();
  for (const { metadata, spec } of pods) {
    const reasons = printReasons(evaluatePod(enforce, metadata, spec!));
    if (!reasons) continue;
    const same = names.get(reasons);
    if (same) same.push(metadata.name!);
    else names.set(reasons, [metadata.name!]);
  }
  return Array.from(names, ([reasons, of]) => `${counted(of)}: ${reasons}`).sort();
}

function counted(names: readonly string[]): string {
  const [first] = [...names].sort();
  if (names.length === 1) return first!;
  return `${first} (and ${names.length - 1} other pod${names.length === 2 ? '' : 's'})`;
}
