import type { CelResult } from './values';

/** An expression costs more than it may. Unlike other failures, this ends the evaluation at once. */
export class CelCostError extends Error {
  override readonly name = 'CelCostError';

  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** What the evaluation of one expression needs and uses up. */
export class Evaluation {
  /** What comprehensions bind, by their depth. */
  readonly locals: CelResult[] = [];
  cost = 0;

  constructor(
    readonly variable: (name: string) => CelResult,
    private readonly limit: number,
  ) {}

  charge(cost: number): void {
    this.cost += cost;
    if (this.cost > this.limit) throw new CelCostError();
  }
}

/** A part of an expression that is ready to be evaluated. */
export type Evaluate = (evaluation: Evaluation) => CelResult;
