import { times } from '../../cel/estimate/size-range';
import type { FieldError } from '../../field-error';
import { forbiddenField } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';

/** What one expression may cost at most. */
const EXPRESSION_LIMIT = 10_000_000n;
/** What all expressions of a schema may cost together. */
const SCHEMA_LIMIT = 100_000_000n;

/** How often values of a schema may be there; undefined if nothing limits it. */
export type Cardinality = bigint | undefined;

/** The same for what lies in each of these values. */
export function cardinalityInside(schema: JSONSchemaProps, own: Cardinality): Cardinality {
  const factor = mostInside(schema);
  return own === undefined || factor === undefined ? undefined : times(own, factor);
}

function mostInside({ type, maxItems, maxProperties, additionalProperties }: JSONSchemaProps): Cardinality {
  if (type === 'array') return limitOf(maxItems);
  return type === 'object' && additionalProperties !== undefined ? limitOf(maxProperties) : 1n;
}

function limitOf(limit: number | undefined): Cardinality {
  return limit === undefined ? undefined : BigInt(Math.max(limit, 0));
}

/** Where an expression is, and what it costs. */
interface Contribution {
  readonly path: FieldPath;
  readonly cost: bigint;
}

const MOST_NAMED = 4;

/** What the expressions of one schema cost together. */
export class TotalCost {
  private total = 0n;
  private mostExpensive: readonly Contribution[] = [];

  add(path: FieldPath, cost: bigint): void {
    this.total += cost;
    if (cost < SCHEMA_LIMIT / 100n) return;
    const all = [...this.mostExpensive, { path, cost }];
    this.mostExpensive = all.sort((a, b) => Number(b.cost - a.cost)).slice(0, MOST_NAMED);
  }

  /** What is said of it if it is too much. `path` leads to the schema. */
  report(path: FieldPath, errors: FieldError[]): void {
    if (this.total <= SCHEMA_LIMIT) return;
    for (const { path: own } of this.mostExpensive)
      errors.push(
        forbiddenField(
          own,
          'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema',
        ),
      );
    const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
    errors.push(forbiddenField(path, tooExpensive(what, this.total, SCHEMA_LIMIT)));
  }
}

/** What is said of one expression if it is too expensive. */
export function expressionCostProblem(what: 'rule' | 'messageExpression', cost: bigint): string | undefined {
  return cost > EXPRESSION_LIMIT ? tooExpensive(`estimated ${what} cost`, cost, EXPRESSION_LIMIT) : undefined;
}

function tooExpensive(what: string, cost: bigint, limit: bigint): string {
  const factor = factorText(Number(cost) / Number(limit));
  return `${what} exceeds budget by factor of ${factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

function factorText(factor: number): string {
  if (factor > 100) return 'more than 100x';
  return `${factor < 1.5 ? toFixed(factor, 6) : toFixed(factor, 1)}x`;
}

/** As Go prints it: of two numbers that are equally near, the even one. */
function toFixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  const halves = value * 2 ** (digits + 1);
  const isBetween = Number.isInteger(halves) && halves % 2 !== 0;
  return isBetween && Number(text.at(-1)) % 2 !== 0 ? (Number(text) - 10 ** -digits).toFixed(digits) : text;
}
