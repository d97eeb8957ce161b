import type { AdmissionExpressions, CompiledExpression, ExpressionUse } from '../cel/admission-expressions';
import { type FieldError, internalFieldError, invalidValue } from '../field-error';
import type { FieldPath } from '../field-path';

/** An expression of a policy or webhook must compile, and evaluate to what it is used as. */
export function validateExpression(
  expression: string,
  use: ExpressionUse,
  expressions: AdmissionExpressions,
  path: FieldPath,
  errors: FieldError[],
): void {
  reportProblem(expressions.compile(expression, use), expression, path, errors);
}

/** The same for the variable of a policy, which later expressions may speak of. */
export function validateVariableExpression(
  name: string,
  expression: string,
  expressions: AdmissionExpressions,
  path: FieldPath,
  errors: FieldError[],
): void {
  reportProblem(expressions.addVariable(name, expression), expression, path, errors);
}

function reportProblem(
  compiled: CompiledExpression,
  expression: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  if ('program' in compiled) return;
  errors.push(
    compiled.isInternal
      ? internalFieldError(path, compiled.problem)
      : invalidValue(path, expression, compiled.problem),
  );
}
