import { memoize } from '../frozen';
import type { JSONSchemaProps, ValidationRule } from '../generated/apiextensions-v1';
import { findField } from '../validation/crd/schema-field-path';
import type { CelEnvironment } from './declarations';
import { CelCompileError, CelProgramError } from './issue';
import { KUBERNETES_FUNCTIONS } from './library';
import { CelProgram } from './program';
import { typeOfSchema } from './schema-types';
import { type CelType, optionalOf } from './types';

/** One rule of `x-kubernetes-validations`, ready to be evaluated. */
export interface SchemaRule {
  readonly rule: ValidationRule;
  /** Undefined if there is something wrong with it, or if it is empty. */
  readonly program?: CelProgram;
  readonly problem?: string;
  readonly message?: CelProgram;
  readonly messageProblem?: string;
  readonly usesOldSelf: boolean;
  /** Relative to the value: `.spec.replicas` as `spec.replicas`. */
  readonly fieldPath?: string;
}

/** The rules of one schema, and the type of the values that they are about. */
export interface SchemaRules {
  /** Undefined for values that expressions do not see. */
  readonly type: CelType | undefined;
  readonly rules: readonly SchemaRule[];
}

const SELF = 'selfType';

/** The rules of the schema itself, remembered; those of its parts are their own. */
export const rulesOf = memoize((schema: JSONSchemaProps) =>
  compiled(schema, schema['x-kubernetes-embedded-resource'] === true),
);

/** The same for a schema of whole objects. */
export const rulesOfRoot = memoize((schema: JSONSchemaProps) => compiled(schema, true));

function compiled(schema: JSONSchemaProps, isRoot: boolean): SchemaRules {
  const type = typeOfSchema(schema, SELF, isRoot);
  return { type, rules: compiledRules(schema, type) };
}

function compiledRules(schema: JSONSchemaProps, type: CelType | undefined): SchemaRule[] {
  const { 'x-kubernetes-validations': rules = [] } = schema;
  if (rules.length === 0 || !type) return [];
  const environment: CelEnvironment = {
    functions: KUBERNETES_FUNCTIONS,
    variables: { self: type, oldSelf: type },
  };
  const withOptional: CelEnvironment = {
    functions: KUBERNETES_FUNCTIONS,
    variables: { self: type, oldSelf: optionalOf(type) },
  };
  return rules.map((rule) => compiledRule(rule, schema, rule.optionalOldSelf ? withOptional : environment));
}

function compiledRule(
  rule: ValidationRule,
  schema: JSONSchemaProps,
  environment: CelEnvironment,
): SchemaRule {
  if ((rule.rule ?? '').trim() === '') return { rule, usesOldSelf: false };
  const program = compile(rule.rule, environment);
  if (typeof program === 'string') return { rule, problem: program, usesOldSelf: false };
  const usesOldSelf = program.variables.has('oldSelf');
  if (program.type.kind !== 'bool')
    return { rule, problem: 'cel expression must evaluate to a bool', usesOldSelf: false };
  const found = rule.fieldPath ? findField(rule.fieldPath, schema, true) : '';
  const fieldPath = typeof found === 'string' ? undefined : String(found.path);
  return { rule, program, usesOldSelf, fieldPath, ...compiledMessage(rule, environment) };
}

function compiledMessage(
  { messageExpression }: ValidationRule,
  environment: CelEnvironment,
): Pick<SchemaRule, 'message' | 'messageProblem'> {
  if (!messageExpression) return {};
  const message = compile(messageExpression, environment);
  if (typeof message === 'string') return { messageProblem: `messageExpression ${message}` };
  return message.type.kind === 'string'
    ? { message }
    : { messageProblem: 'messageExpression must evaluate to a string' };
}

function compile(expression: string, environment: CelEnvironment): CelProgram | string {
  try {
    return CelProgram.compile(expression, environment);
  } catch (error) {
    if (error instanceof CelCompileError) return `compilation failed: ${error.message}`;
    if (error instanceof CelProgramError) return `program instantiation failed: ${error.message}`;
    throw error;
  }
}
