import { type CheckedExpression, checkTypes } from './check';
import { compileChecked } from './compile';
import type { CelEnvironment } from './declarations';
import type { ValueSizes } from './estimate/schema-sizes';
import { type Evaluate, Evaluation } from './evaluation';
import { CelCompileError } from './issue';
import { parseCel } from './parser';
import type { CelType } from './types';
import { validate } from './validate';
import type { CelResult } from './values';

/** What one evaluation may cost, as in Kubernetes. */
export const PER_CALL_LIMIT = 1_000_000;

export interface CelOutcome {
  readonly result: CelResult;
  readonly cost: number;
}

/** An expression that is ready to be evaluated. */
export class CelProgram {
  private constructor(
    readonly expression: string,
    /** Of what it evaluates to. */
    readonly type: CelType,
    /** Which variables of its environment it speaks of. */
    readonly variables: ReadonlySet<string>,
    private readonly checked: CheckedExpression,
    private readonly run: Evaluate,
  ) {}

  /**
   * Parses and checks an expression; programs are remembered per environment.
   * @throws CelCompileError, CelProgramError
   */
  static compile(expression: string, environment: CelEnvironment): CelProgram {
    let known = programs.get(environment);
    if (!known) {
      known = new Map();
      programs.set(environment, known);
    }
    let program = known.get(expression);
    if (!program) {
      program = CelProgram.build(expression, environment);
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(expression, program);
    }
    return program;
  }

  private static build(expression: string, environment: CelEnvironment): CelProgram {
    const checked = checkTypes(parseCel(expression), environment);
    if ('issues' in checked) throw new CelCompileError(expression, checked.issues);
    const issues = validate(checked);
    if (issues.length > 0) throw new CelCompileError(expression, issues);
    const variables = new Set<string>();
    for (const reference of checked.references.values())
      if (reference.kind === 'variable') variables.add(reference.name);
    return new CelProgram(expression, checked.type, variables, checked, compileChecked(checked));
  }

  /** What an evaluation costs at most, if the variables have these sizes. */
  mostCost(sizes: ValueSizes): bigint {
    // Only definitions ask: a cluster without any starts sooner.
    const { estimateCost } =
      require('./estimate/cost-estimator') as typeof import('./estimate/cost-estimator');
    return estimateCost(this.checked, sizes);
  }

  /**
   * @param variables each is asked for when the expression comes to it
   * @throws CelCostError beyond the limit
   */
  evaluate(variables: (name: string) => CelResult, limit = PER_CALL_LIMIT): CelOutcome {
    const evaluation = new Evaluation(variables, limit);
    return { result: this.run(evaluation), cost: evaluation.cost };
  }
}

const MOST_REMEMBERED = 10_000;

const programs = new WeakMap<CelEnvironment, Map<string, CelProgram>>();
