import type { SuccessPolicy, SuccessPolicyRule } from '../../../kube/generated/batch-v1';
import { IndexIntervals } from './index-intervals';

/** Which rule of the policy these indexes fulfil, in words; undefined if none. Pure. */
export function fulfilledRule(
  policy: SuccessPolicy | undefined,
  completions: number,
  succeeded: IndexIntervals,
): string | undefined {
  if (!policy || succeeded.size === 0) return undefined;
  const position = policy.rules.findIndex((rule) => isFulfilled(rule, completions, succeeded));
  return position < 0 ? undefined : `Matched rules at index ${position}`;
}

function isFulfilled(
  { succeededIndexes, succeededCount }: SuccessPolicyRule,
  completions: number,
  succeeded: IndexIntervals,
): boolean {
  if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.size >= succeededCount;
  const required = IndexIntervals.parse(succeededIndexes, completions);
  if (required.size === 0) return false;
  const reached = succeeded.overlap(required);
  return reached === required.size || (succeededCount !== undefined && reached >= succeededCount);
}
