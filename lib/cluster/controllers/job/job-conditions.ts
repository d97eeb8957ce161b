import type { JobCondition } from '../../../kube/generated/batch-v1';
import { timestamp } from '../../clock/clock';

export interface ConditionText {
  readonly type: string;
  readonly status?: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** `now` in milliseconds since the Unix epoch. */
export function jobCondition(
  { type, status = 'True', reason, message }: ConditionText,
  now: number,
): JobCondition {
  const at = timestamp(now);
  return { type, status, lastProbeTime: at, lastTransitionTime: at, reason, message };
}

/**
 * The conditions with this one: in the place of the old one of its type, if that says anything else. A condition that
 * has never been true is not added as false. Returns the same list when nothing changes.
 */
export function withJobCondition(
  conditions: readonly JobCondition[],
  condition: JobCondition,
): readonly JobCondition[] {
  const old = conditions.find(({ type }) => type === condition.type);
  if (!old) return condition.status === 'False' ? conditions : [...conditions, condition];
  const { status, reason, message } = condition;
  if (old.status === status && old.reason === reason && old.message === message) return conditions;
  return conditions.map((one) => (one === old ? condition : one));
}
