import type { AdmissionExpressions } from '../../../../kube/cel/admission-expressions';
import type { MatchCondition } from '../../../../kube/generated/admissionregistration-v1';
import { together } from '../refusal';
import { BudgetError, type ExpressionRun, type NamedExpression } from './expression-run';

/** Match conditions that are ready to be evaluated. */
export type MatchConditions = readonly NamedExpression[];

export function matchConditions(
  conditions: readonly MatchCondition[] | undefined,
  expressions: AdmissionExpressions,
): MatchConditions {
  return (conditions ?? []).map(({ expression }) => ({
    expression,
    compiled: expressions.compile(expression, 'condition'),
  }));
}

/**
 * Whether all conditions hold. One that is false decides, even if others cannot be evaluated; but all are evaluated
 * first. With a text, nobody knows.
 */
export function conditionsHold(conditions: MatchConditions, run: ExpressionRun): boolean | string {
  try {
    const outcomes = conditions.map((condition) => run.evaluate(condition));
    if (outcomes.some((outcome) => 'value' in outcome && outcome.value === false)) return false;
    const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
    return errors.length > 0 ? together(errors) : true;
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    return error.message;
  }
}
