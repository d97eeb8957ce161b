import type { CheckContext } from './context/check-context';
import type { Finding } from './finding';
import type { Problem, Rule } from './rule';

/** A finding, and the place of its object in the set. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly index: number;
}

/** Says where a problem is, for its author. */
export function placedFinding(rule: Rule, problem: Problem, context: CheckContext): PlacedFinding {
  const { object, field = '', message, fix = rule.fix, severity = rule.severity } = problem;
  const { input, identity, index } = context.of(object);
  const finding: Finding = {
    rule: rule.id,
    severity,
    message,
    fix,
    object: identity,
    field,
    position: input.locate?.(field),
    ...(input.origin ? { origin: input.origin } : {}),
  };
  return { finding, index };
}
