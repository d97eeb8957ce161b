import { baselineEntry, compareWithBaseline } from '../../checks/baseline';
import type { CheckInput } from '../../checks/context/checked-object';
import { type CheckOptions, type CheckResult, checkObjects, UnknownRuleError } from '../../checks/run-checks';
import { diffSets, readSets } from '../../diff/diff-sets';
import type { InputProblem } from '../../diff/object-set';
import { identityOf, type ObjectIdentity } from '../../kube/object-identity';
import type { ParsedManifests } from '../../manifests/parse-manifests';
import type { Position } from '../../manifests/position';
import type { Review } from '../../report/review/review';
import { topologyMermaid } from '../../report/review/topology';
import { withOrigins } from '../check-origins';
import { UsageError } from '../exit';

export interface ReviewOptions {
  /** What the base is called. */
  readonly base: string;
  readonly prune: boolean;
  readonly namespace?: string;
  /** Where the manifests of now are from. */
  readonly folder: string;
  readonly checks: CheckOptions;
}

export interface BuiltReview {
  readonly review: Review;
  /** Sentences about manifests of now that cannot be reviewed; then the review says nothing. */
  readonly problems: readonly string[];
  /** What the checks found in the manifests of now. */
  readonly checked: CheckResult;
}

/** Compares and checks two sets of manifests. What is wrong with the base does not stop a change that may mend it. */
export function buildReview(
  base: ParsedManifests,
  head: ParsedManifests,
  { base: name, prune, namespace, folder, checks }: ReviewOptions,
): BuiltReview {
  const sets = readSets(base.objects, head.objects, { namespace });
  const diff = diffSets(sets.base, sets.head, { prune });
  const before = check(() => checkObjects(base.objects, checks, base.problems));
  const inputs = withOrigins(head.objects, [folder]);
  const checked = check(() => checkObjects(inputs, checks, head.problems));
  const { findings, known, gone } = compareWithBaseline(checked.findings, before.findings.map(baselineEntry));
  const review: Review = {
    base: name,
    diff,
    findings,
    known,
    mended: gone,
    verdicts: [],
    originOf: originLookup(inputs),
    notes: [...base.problems, ...errorsOf(sets.base.problems)].map(sentenceOf),
    topology: topologyMermaid(sets, diff),
  };
  return { review, problems: [...head.problems, ...errorsOf(sets.head.problems)].map(sentenceOf), checked };
}

function originLookup(inputs: readonly CheckInput[]): Review['originOf'] {
  const known = new Map(inputs.map(({ object, origin }) => [keyOf(identityOf(object)), origin]));
  // Authors may leave out the namespace.
  return (object) => known.get(keyOf(object)) ?? known.get(keyOf({ ...object, namespace: '' }));
}

function keyOf({ kind, namespace, name }: ObjectIdentity): string {
  return `${kind}/${namespace}/${name}`;
}

function check(run: () => CheckResult): CheckResult {
  try {
    return run();
  } catch (error) {
    if (error instanceof UnknownRuleError) throw new UsageError(error.message);
    throw error;
  }
}

function errorsOf(problems: readonly InputProblem[]): readonly InputProblem[] {
  return problems.filter(({ level }) => level === 'error');
}

function sentenceOf({
  position,
  message,
}: {
  readonly position?: Position;
  readonly message: string;
}): string {
  return position ? `${position.file}:${position.line}: ${message}` : message;
}
