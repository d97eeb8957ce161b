import type { Condition } from '../../kube/generated/meta-v1';
import { timestamp } from '../clock/clock';

/** The conditions with one set; its transition time moves when its status does. */
export function withStatusCondition(
  conditions: readonly Condition[],
  condition: Omit<Condition, 'lastTransitionTime'>,
  now: number,
): readonly Condition[] {
  const old = conditions.find(({ type }) => type === condition.type);
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : timestamp(now);
  const updated = { ...condition, lastTransitionTime };
  return old ? conditions.map((one) => (one === old ? updated : one)) : [...conditions, updated];
}
