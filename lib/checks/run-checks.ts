import type { ObjectIdentity } from '../kube/object-identity';
import type { ManifestProblem } from '../manifests/parse-manifests';
import type { Assumptions } from './context/assumptions';
import { CheckContext } from './context/check-context';
import type { CheckInput } from './context/checked-object';
import { type Finding, SEVERITIES, type Severity } from './finding';
import { type PlacedFinding, placedFinding } from './placed-finding';
import { rulesOf, unknownRule } from './registry';
import { isInProfile, type Profile, type Rule } from './rule';
import { MANIFEST } from './rules/schema/manifest';
import { type SuppressedFinding, Suppressions } from './suppression';

export interface CheckOptions {
  /** @default 'default' */
  readonly profile?: Profile;
  /** Rules of the project's own, beside those of this library. They are checked whatever the profile. */
  readonly rules?: readonly Rule[];
  /** Rules to check though the profile does not ask for them. */
  readonly enable?: readonly string[];
  /** Rules not to check. */
  readonly disable?: readonly string[];
  readonly assumptions?: Assumptions;
}

export interface CheckResult {
  /** In the order of the objects, each object's by line. */
  readonly findings: readonly Finding[];
  /** What annotations of the objects ask not to report, with the reasons they give. */
  readonly suppressed: readonly SuppressedFinding[];
  /** How many objects were looked at. */
  readonly objects: number;
}

/**
 * Checks a whole set of objects, and finds all problems at once. Never throws for what an object is like: a rule that
 * fails reports that it did.
 * @throws UnknownRuleError when `enable` or `disable` name a rule that does not exist
 */
export function checkObjects(
  inputs: readonly CheckInput[],
  options: CheckOptions = {},
  problems: readonly ManifestProblem[] = [],
): CheckResult {
  const context = new CheckContext(inputs, problems, options.assumptions ?? {});
  const rules = activeRules(options);
  const suppressions = new Suppressions(context, rulesOf(options.rules), new Set(rules));
  const found = rules.flatMap((rule) => findingsOf(rule, context, suppressions));
  const findings = [
    ...manifestFindings(problems),
    ...inOrder([...found, ...suppressions.findings()]).map(({ finding }) => finding),
  ];
  return { findings, suppressed: suppressions.used, objects: inputs.length };
}

/** The rules that options ask for. */
export function activeRules({
  profile = 'default',
  rules = [],
  enable,
  disable,
}: CheckOptions): readonly Rule[] {
  const all = rulesOf(rules);
  const enabled = new Set(namedRules(all, enable));
  const disabled = new Set(namedRules(all, disable));
  const own = new Set(rules);
  return [...all.values()].filter(
    (rule) => !disabled.has(rule) && (enabled.has(rule) || own.has(rule) || isInProfile(rule, profile)),
  );
}

/** A rule is named that does not exist. */
export class UnknownRuleError extends Error {
  override readonly name = 'UnknownRuleError';
}

function namedRules(all: ReadonlyMap<string, Rule>, ids: readonly string[] = []): readonly Rule[] {
  return ids.map((id) => {
    const rule = all.get(id);
    if (!rule) throw new UnknownRuleError(unknownRule(id, all.keys()));
    return rule;
  });
}

function findingsOf(rule: Rule, context: CheckContext, suppressions: Suppressions): PlacedFinding[] {
  const found: PlacedFinding[] = [];
  try {
    for (const problem of rule.check(context)) {
      const placed = placedFinding(rule, problem, context);
      if (!suppressions.covers(problem.object, placed.finding)) found.push(placed);
    }
  } catch (error) {
    found.push({ finding: failureOf(rule, error as Error), index: -1 });
  }
  return found;
}

const NO_OBJECT: ObjectIdentity = { apiVersion: '', kind: '', namespace: '', name: '' };

/** A rule that cannot cope with an object is a defect of the rule: it must not hide what the others find. */
function failureOf({ id }: Rule, error: Error): Finding {
  return {
    rule: id,
    severity: 'error',
    message: `the rule failed: ${error?.message ?? error}`,
    fix: `report it with the manifest, and check with --disable ${id} until then`,
    object: NO_OBJECT,
    field: '',
    position: undefined,
  };
}

function manifestFindings(problems: readonly ManifestProblem[]): readonly Finding[] {
  return problems.map(({ message, position }) => ({
    rule: MANIFEST.id,
    severity: MANIFEST.severity,
    message,
    fix: MANIFEST.fix,
    object: NO_OBJECT,
    field: '',
    position,
  }));
}

function inOrder(findings: readonly PlacedFinding[]): readonly PlacedFinding[] {
  return [...findings].sort((a, b) => a.index - b.index || lineOf(a) - lineOf(b));
}

function lineOf({ finding }: PlacedFinding): number {
  return finding.position?.line ?? 0;
}

/** Whether a severity is at least as bad as another. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit);
}
