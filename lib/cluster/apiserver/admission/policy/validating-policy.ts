import { AdmissionExpressions } from '../../../../kube/cel/admission-expressions';
import { typeNameOf } from '../../../../kube/cel/values';
import { memoize } from '../../../../kube/frozen';
import type {
  AuditAnnotation,
  ValidatingAdmissionPolicy,
  Validation,
} from '../../../../kube/generated/admissionregistration-v1';
import {
  BudgetError,
  type ExpressionOutcome,
  type ExpressionRun,
  type NamedExpression,
} from './expression-run';
import { type MatchConditions, matchConditions } from './match-conditions';

/** A longer message is not told. */
const MOST_BYTES = 5 * 1024;

interface CompiledValidation {
  readonly validation: Validation;
  readonly condition: NamedExpression;
  readonly message?: NamedExpression;
}

/** A policy whose expressions are ready to be evaluated. */
export interface CompiledPolicy {
  readonly variables: ReadonlyMap<string, NamedExpression>;
  readonly conditions: MatchConditions;
  readonly validations: readonly CompiledValidation[];
  readonly annotations: readonly NamedExpression[];
}

/** Remembered per policy. */
export const compiledPolicy = memoize(({ spec = {} }: ValidatingAdmissionPolicy): CompiledPolicy => {
  const { paramKind, variables = [], validations = [], auditAnnotations = [] } = spec;
  const expressions = new AdmissionExpressions({
    hasParams: paramKind !== undefined,
    hasVariables: variables.length > 0,
  });
  const named = new Map<string, NamedExpression>();
  for (const { name, expression } of variables)
    named.set(name, { expression, compiled: expressions.addVariable(name, expression) });
  return {
    variables: named,
    conditions: matchConditions(spec.matchConditions, expressions),
    validations: validations.map((validation) => compiledValidation(validation, expressions)),
    annotations: auditAnnotations.map(({ valueExpression }: AuditAnnotation) => ({
      expression: valueExpression,
      compiled: expressions.compile(valueExpression, 'auditAnnotation'),
    })),
  };
});

function compiledValidation(validation: Validation, expressions: AdmissionExpressions): CompiledValidation {
  const { expression, messageExpression } = validation;
  const condition = { expression, compiled: expressions.compile(expression, 'condition') };
  if (!messageExpression) return { validation, condition };
  const message = {
    expression: messageExpression,
    compiled: expressions.compile(messageExpression, 'message'),
  };
  return { validation, condition, message };
}

/** Something that a policy does not like about a request, or an error on the way there. */
export interface PolicyObjection {
  readonly message: string;
  readonly reason: string;
  /** Nobody knows whether the policy likes it: its `failurePolicy` decides. */
  readonly isError: boolean;
}

/** What the validations of a policy say about a request. */
export function objectionsOf(policy: CompiledPolicy, run: ExpressionRun): readonly PolicyObjection[] {
  const { validations } = policy;
  let outcomes: readonly ExpressionOutcome[];
  try {
    outcomes = validations.map(({ condition }) => run.evaluate(condition));
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    return [failed(error.message)];
  }
  const messages = toldMessages(validations, run.withFreshVariables());
  return outcomes.flatMap((outcome, index): PolicyObjection[] => {
    if ('error' in outcome) return [failed(outcome.error)];
    if (messages instanceof BudgetError) return [failed(`failed messageExpression: ${messages.message}`)];
    if (outcome.value === true) return [];
    const { validation } = validations[index]!;
    const message = messages[index] || (validation.message ?? '').trim();
    return [
      {
        message: message || `failed expression: ${validation.expression.trim()}`,
        reason: validation.reason ?? 'Invalid',
        isError: false,
      },
    ];
  });
}

export const failed = (message: string): PolicyObjection => ({ message, reason: 'Invalid', isError: true });

/** The messages of all validations, also of those that hold: what they cost counts. */
function toldMessages(
  validations: readonly CompiledValidation[],
  run: ExpressionRun,
): readonly string[] | BudgetError {
  try {
    return validations.map(({ message }) => (message ? toldMessage(message, run) : ''));
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    return error;
  }
}

/** Texts that are too long or have line breaks are not told. */
function toldMessage(message: NamedExpression, run: ExpressionRun): string {
  const outcome = run.evaluate(message);
  if ('error' in outcome || typeof outcome.value !== 'string') return '';
  const text = outcome.value.trim();
  return text.includes('\n') || Buffer.byteLength(text) > MOST_BYTES ? '' : text;
}

/** What is wrong with the policy's audit annotations, which go nowhere: there is no audit log. */
export function annotationErrors(policy: CompiledPolicy, run: ExpressionRun): readonly string[] {
  return policy.annotations.flatMap((annotation) => {
    const outcome = run.evaluate(annotation);
    if ('error' in outcome) return [outcome.error];
    if (outcome.value === null || typeof outcome.value === 'string') return [];
    return [
      `valueExpression '${annotation.expression}' resulted in unsupported return type: ${typeNameOf(outcome.value)}. Return type must be either string or null.`,
    ];
  });
}
