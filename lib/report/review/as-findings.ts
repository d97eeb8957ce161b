import type { Finding } from '../../checks/finding';
import type { Rule } from '../../checks/rule';
import { CONSEQUENCE_TYPES, type ConsequenceType, isAtLeast, type Severity } from '../../diff/change';
import type { Review } from './review';

const PREFIX = 'change-';

const FINDING_SEVERITY: { readonly [severity in Severity]: Finding['severity'] } = {
  danger: 'error',
  warning: 'warning',
  notice: 'info',
  info: 'info',
};

/**
 * Everything of a review that has a place in a file, for code scanning and test reports: new findings, and consequences
 * that are at least a warning. Where the author's own line is known, that is the place.
 */
export function reviewFindings({ findings, diff, originOf }: Review): readonly Finding[] {
  const consequences = diff.changes.flatMap(({ object, position, consequences: all }) =>
    all
      .filter(({ severity }) => isAtLeast(severity, 'warning'))
      .map(
        ({ type, severity, fields, message }): Finding => ({
          origin: originOf(object),
          rule: `${PREFIX}${type}`,
          severity: FINDING_SEVERITY[severity],
          message,
          fix: '',
          object,
          field: fields[0] ?? '',
          position,
        }),
      ),
  );
  return [...consequences, ...findings].map(atAuthorsLine);
}

function atAuthorsLine(finding: Finding): Finding {
  const source = finding.origin?.source;
  return source ? { ...finding, position: { ...source, column: 1 } } : finding;
}

const WHAT: { readonly [type in ConsequenceType]: string } = {
  none: 'A change without effect on running pods',
  'rolling-restart': 'Pods are replaced one after the other',
  scaling: 'The number of pods changes',
  traffic: 'Requests arrive somewhere else, or nowhere',
  'config-without-restart': 'Configuration changes, and pods do not notice',
  recreate: 'The API server refuses the update: the object has to be recreated',
  'data-loss': 'Data is lost',
  'permissions-widened': 'Somebody may do more than before',
  'permissions-narrowed': 'Somebody may do less than before',
  'reachability-widened': 'Pods may be connected to by more than before',
  'reachability-narrowed': 'Pods may be connected to by less than before',
  image: 'Containers run another image',
  disruption: 'Drains of nodes may stop more pods, or none',
  'left-behind': 'Something stays in the cluster that no manifest has',
};

/** The consequences as rules, for reports that list what was looked for. */
export const CONSEQUENCE_RULES: readonly Rule[] = CONSEQUENCE_TYPES.filter((type) => type !== 'none').map(
  (type) => ({
    id: `${PREFIX}${type}`,
    severity: 'warning',
    why: WHAT[type],
    fix: 'look at what the change does, and make it in steps where it hurts',
    check: () => [],
  }),
);
