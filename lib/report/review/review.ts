import type { BaselineEntry } from '../../checks/baseline';
import type { Finding, Origin } from '../../checks/finding';
import type { Consequence, ConsequenceType, Diff, Severity } from '../../diff/change';
import { isAtLeast, SEVERITIES } from '../../diff/change';
import type { ObjectIdentity } from '../../kube/object-identity';

/** A judgement that something else than the diff or the checks has come to, such as a rehearsal of the rollout. */
export interface ReviewVerdict {
  /** `Rehearsal` */
  readonly title: string;
  readonly severity: Severity;
  /** One sentence that a reviewer can act on. */
  readonly summary: string;
  /** Markdown; folded. */
  readonly details?: string;
}

/** What a reviewer is told of a change. */
export interface Review {
  /** What it is compared with, as the user named it: `origin/main`. */
  readonly base: string;
  readonly diff: Diff;
  /** Findings of the checks that the base does not have. */
  readonly findings: readonly Finding[];
  /** Findings that the base has as well. */
  readonly known: readonly Finding[];
  /** What the base was found to have, and the change mends. */
  readonly mended: readonly BaselineEntry[];
  /** In the order in which they are shown, before everything else. */
  readonly verdicts: readonly ReviewVerdict[];
  /** Who made a changed object, where that is known. */
  originOf(object: ObjectIdentity): Origin | undefined;
  /** What was wrong with the base itself; the comparison may be incomplete. */
  readonly notes: readonly string[];
  /** A Mermaid diagram of what changes and what is connected with it; empty for none. */
  readonly topology: string;
}

/** How bad a finding is among consequences. */
export const SEVERITY_OF_FINDING: { readonly [severity in Finding['severity']]: Severity } = {
  error: 'danger',
  warning: 'warning',
  info: 'info',
};

/** The worst of everything that a review tells; undefined when it tells nothing. */
export function worstSeverity({ diff, findings, verdicts }: Review): Severity | undefined {
  const told = new Set<Severity>([
    ...(diff.summary.worst ? [diff.summary.worst] : []),
    ...findings.map(({ severity }) => SEVERITY_OF_FINDING[severity]),
    ...verdicts.map(({ severity }) => severity),
  ]);
  return SEVERITIES.toReversed().find((severity) => told.has(severity));
}

/** Whether a review tells something at least as bad as `limit`. */
export function isWorse(review: Review, limit: Severity): boolean {
  const worst = worstSeverity(review);
  return worst !== undefined && isAtLeast(worst, limit);
}

/** Sentences that ask for attention, the worst first: of the verdicts, the change, and the new findings. */
export function headlines({ diff, findings, verdicts }: Review, limit: Severity): readonly Headline[] {
  const told: Headline[] = [
    ...verdicts.map(({ severity, title, summary }) => ({ severity, text: `${title}: ${summary}` })),
    ...diff.changes.flatMap(({ consequences }) =>
      consequences.filter(isTold).map(({ type, severity, message }) => ({ type, severity, text: message })),
    ),
    ...findings.map(({ severity, object, message }) => ({
      severity: SEVERITY_OF_FINDING[severity],
      text: object.kind ? `${object.kind}/${object.name}: ${message}` : message,
    })),
  ];
  // Two objects may lead to one sentence.
  const once = new Map(told.map((one) => [one.text, one]));
  return [...once.values()]
    .filter(({ severity }) => isAtLeast(severity, limit))
    .sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

export interface Headline {
  readonly severity: Severity;
  readonly text: string;
  /** Of a consequence. */
  readonly type?: ConsequenceType;
}

const isTold = ({ type }: Consequence) => type !== 'none';
