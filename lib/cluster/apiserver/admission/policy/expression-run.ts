import type { CompiledExpression } from '../../../../kube/cel/admission-expressions';
import { CelCostError } from '../../../../kube/cel/evaluation';
import { PER_CALL_LIMIT } from '../../../../kube/cel/program';
import { CelFailure, CelMap, type CelResult, type CelValue } from '../../../../kube/cel/values';
import type { AdmissionVariables } from './admission-variables';

/** What all expressions of a policy may cost for one request and one set of parameters. */
export const POLICY_BUDGET = 10_000_000;
/** The same of match conditions. */
export const CONDITION_BUDGET = 2_500_000;

/** All evaluation ends: too much was spent. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';

  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

/** An expression of a policy or webhook, with what it is written as. */
export interface NamedExpression {
  readonly expression: string;
  readonly compiled: CompiledExpression;
}

/** What an expression came to, or the error that is told of it. */
export type ExpressionOutcome = { readonly value: CelValue } | { readonly error: string };

/** Evaluates the expressions of one policy about one request. Variables are computed once, when they are needed. */
export class ExpressionRun {
  private readonly composed = new Map<string, CelResult>();
  private spent = 0;

  constructor(
    private readonly given: AdmissionVariables,
    private readonly variables: ReadonlyMap<string, NamedExpression>,
    private budget: number,
  ) {}

  /** @throws BudgetError */
  evaluate({ expression, compiled }: NamedExpression): ExpressionOutcome {
    if (!('program' in compiled)) return { error: `compilation error: ${compiled.problem}` };
    const result = this.run(compiled);
    this.pay();
    return result instanceof CelFailure
      ? { error: `expression '${expression}' resulted in error: ${result.message}` }
      : { value: result };
  }

  /** One that spends what is left, and computes the variables again. */
  withFreshVariables(): ExpressionRun {
    return new ExpressionRun(this.given, this.variables, this.budget);
  }

  private pay(): void {
    this.budget -= this.spent;
    this.spent = 0;
    if (this.budget < 0) throw new BudgetError();
  }

  private run(compiled: CompiledExpression & { readonly program: unknown }): CelResult {
    const { program } = compiled as Extract<CompiledExpression, { readonly program: unknown }>;
    try {
      const { result, cost } = program.evaluate((name) => this.variable(name), PER_CALL_LIMIT);
      this.spent += cost;
      return result;
    } catch (error) {
      if (!(error instanceof CelCostError)) throw error;
      this.spent += PER_CALL_LIMIT;
      return new CelFailure(error.message);
    }
  }

  private variable(name: string): CelResult {
    if (name === 'variables') return new ComposedVariables(this.variables);
    const own = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
    return own === undefined ? this.given(name) : this.composedVariable(own);
  }

  private composedVariable(name: string): CelResult {
    let result = this.composed.get(name);
    if (result !== undefined) return result;
    const { compiled } = this.variables.get(name)!;
    if ('program' in compiled) {
      const value = this.run(compiled);
      result =
        value instanceof CelFailure
          ? new CelFailure(`composited variable "${name}" fails to evaluate: ${value.message}`)
          : value;
    } else result = new CelFailure(`composited variable "${name}" fails to compile: ${compiled.problem}`);
    this.composed.set(name, result);
    return result;
  }
}

const PREFIX = 'variables.';

/** All variables, of which expressions can only ask whether they are there: each value has a name of its own. */
class ComposedVariables extends CelMap {
  readonly typeName = 'kubernetes.variables';

  constructor(private readonly variables: ReadonlyMap<string, NamedExpression>) {
    super();
  }

  get size(): number {
    return this.variables.size;
  }

  get(key: CelValue): CelValue | undefined {
    return this.variables.has(key as string) ? null : undefined;
  }

  keys(): Iterable<CelValue> {
    return this.variables.keys();
  }
}
