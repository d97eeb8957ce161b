import { goQuote } from '../go-format';
import { CelCostError } from './evaluation';
import { PER_CALL_LIMIT } from './program';
import type { SchemaRule } from './schema-rules';
import type { CelResult } from './values';

/** A longer message is not told. */
const MOST_BYTES = 5 * 1024;

/** What the `messageExpression` of a rule came to. */
export interface RuleMessage {
  /** Undefined if it says nothing that can be told. */
  readonly text?: string;
  readonly cost: number;
  /** What ends the evaluation of all rules. */
  readonly stops?: string;
}

/** Evaluates the message of a rule that failed. */
export function messageOf(
  { message, rule }: SchemaRule,
  variables: (name: string) => CelResult,
  budget: number,
): RuleMessage {
  if (!message) return { cost: 0 };
  try {
    const { result, cost } = message.evaluate(variables, PER_CALL_LIMIT);
    if (cost > budget)
      return {
        cost: 0,
        stops:
          'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run',
      };
    return { text: toldText(result), cost };
  } catch (error) {
    if (!(error instanceof CelCostError)) throw error;
    return {
      cost: 0,
      stops: `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${goQuote(rule.messageExpression!)}`,
    };
  }
}

/** Texts that are empty, too long, or have line breaks are not told. */
function toldText(result: CelResult): string | undefined {
  if (typeof result !== 'string') return undefined;
  const text = result.trim();
  return text === '' || text.includes('\n') || Buffer.byteLength(text) > MOST_BYTES ? undefined : text;
}
