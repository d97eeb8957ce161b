import { goQuote } from '../go-format';
import { isLabelKey, isLabelValue } from '../names';

export type SelectorOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

/** Labels as objects have them; frozen or not, with or without a prototype. */
export type Labels = { readonly [key: string]: string };

/** One condition on one label. */
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

const OPERATORS = ['in', 'notin', '=', '==', '!=', 'gt', 'lt', 'exists', '!'];
const MAX_INT64 = 2n ** 63n - 1n;

export function matchesRequirement({ key, operator, values }: Requirement, labels: Labels): boolean {
  // Labels come as plain objects: what is not a string (`constructor`) is inherited, not a label.
  const found = labels[key];
  const value = typeof found === 'string' ? found : undefined;
  switch (operator) {
    case '=':
    case '==':
      return value === values[0];
    case '!=':
      return value !== values[0];
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    default:
      return comparesTo(value, values[0]!, operator);
  }
}

function comparesTo(value: string | undefined, limit: string, operator: 'gt' | 'lt'): boolean {
  const left = value === undefined ? undefined : parseInt64(value);
  const right = parseInt64(limit);
  if (left === undefined || right === undefined) return false;
  return operator === 'gt' ? left > right : left < right;
}

function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return value <= MAX_INT64 && value >= -MAX_INT64 - 1n ? value : undefined;
}

/** What is wrong with a requirement, in Kubernetes' words; undefined for nothing. */
export function requirementProblem({ key, operator, values }: Requirement): string | undefined {
  const problems = [...keyProblem(key, 'key'), ...valuesProblem(operator, values)];
  values.forEach((value, index) => {
    const wrong = isLabelValue(value);
    if (wrong.length > 0)
      problems.push(`values[${index}][${key}]: Invalid value: ${goQuote(value)}: ${wrong.join('; ')}`);
  });
  const distinct = [...new Set(problems)];
  return distinct.length > 1 ? `[${distinct.join(', ')}]` : distinct[0];
}

export function keyProblem(key: string, field: string): string[] {
  const wrong = isLabelKey(key);
  return wrong.length > 0 ? [`${field}: Invalid value: ${goQuote(key)}: ${wrong.join('; ')}`] : [];
}

function valuesProblem(operator: SelectorOperator, values: readonly string[]): string[] {
  const printed = values.length === 0 ? 'null' : JSON.stringify(values);
  const refused = (why: string) => [`values: Invalid value: ${printed}: ${why}`];
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length === 0 ? refused("for 'in', 'notin' operators, values set can't be empty") : [];
    case '=':
    case '==':
    case '!=':
      return values.length === 1 ? [] : refused('exact-match compatibility requires one single value');
    case 'exists':
    case '!':
      return values.length === 0 ? [] : refused('values set must be empty for exists and does not exist');
    case 'gt':
    case 'lt':
      return values.flatMap((value, index) =>
        parseInt64(value) === undefined
          ? [
              `values[${index}]: Invalid value: ${goQuote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
            ]
          : [],
      );
    default:
      return [
        `operator: Unsupported value: ${goQuote(operator)}: supported values: ${OPERATORS.map(goQuote).join(', ')}`,
      ];
  }
}

const SYMBOLS: { readonly [operator: string]: string } = {
  '=': '=',
  '==': '==',
  '!=': '!=',
  gt: '>',
  lt: '<',
};

export function printRequirement({ key, operator, values }: Requirement): string {
  if (operator === 'exists') return key;
  if (operator === '!') return `!${key}`;
  const symbol = SYMBOLS[operator];
  return symbol ? `${key}${symbol}${values[0]}` : `${key} ${operator} (${[...values].sort().join(',')})`;
}
