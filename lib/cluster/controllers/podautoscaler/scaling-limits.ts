import type {
  HorizontalPodAutoscalerBehavior,
  HPAScalingRules,
} from '../../../kube/generated/autoscaling-v2';
import type { ScalingHistory } from './scaling-history';

/** Milliseconds for which a lower recommendation has to last, unless the autoscaler says otherwise. */
const STABILIZATION = 300_000;

export interface LimitedQuestion {
  readonly behavior: HorizontalPodAutoscalerBehavior | undefined;
  readonly min: number;
  readonly max: number;
  readonly current: number;
  /** As the metrics have it. */
  readonly desired: number;
  readonly history: ScalingHistory;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

export interface ConditionPart {
  readonly reason: string;
  readonly message: string;
}

export interface LimitedProposal {
  readonly replicas: number;
  readonly able: ConditionPart;
  readonly limit: ConditionPart & { readonly isLimited: boolean };
}

const READY: ConditionPart = {
  reason: 'ReadyForNewScale',
  message: 'recommended size matches current size',
};
const LOWERED: ConditionPart = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};
const RAISED: ConditionPart = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};

/** What of the desired number of replicas may be done now. Notes the recommendation in the history. */
export function limitReplicas(question: LimitedQuestion): LimitedProposal {
  const { desired, history, now } = question;
  const stabilized = stabilize(question);
  history.recommend(desired, now);
  const isDown = question.behavior === undefined || desired < question.current;
  const able = stabilized === desired ? READY : isDown ? LOWERED : RAISED;
  const { replicas, ...limit } = question.behavior
    ? limitByBehavior(question, question.behavior, stabilized)
    : limitByRange(question, stabilized);
  return { replicas, able, limit: { ...limit, isLimited: replicas !== stabilized } };
}

function stabilize({ behavior, current, desired, history, now }: LimitedQuestion): number {
  if (!behavior) return Math.max(desired, ...history.recommendedWithin(STABILIZATION + 1, now));
  const upWindow = (behavior.scaleUp?.stabilizationWindowSeconds ?? 0) * 1000;
  const downSeconds = behavior.scaleDown?.stabilizationWindowSeconds;
  const downWindow = downSeconds === undefined ? STABILIZATION : downSeconds * 1000;
  const lowest = Math.min(desired, ...history.recommendedWithin(upWindow, now));
  const highest = Math.max(desired, ...history.recommendedWithin(downWindow, now));
  return Math.min(Math.max(current, lowest), highest);
}

interface Limited extends ConditionPart {
  readonly replicas: number;
}

const TOO_FEW: ConditionPart = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
};
const TOO_MANY: ConditionPart = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
};
const TOO_FAST_UP: ConditionPart = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
};
const TOO_FAST_DOWN: ConditionPart = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
};
const FINE: ConditionPart = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
};

/** Without rules of its own, an autoscaler doubles the number at most, or makes it four. */
function limitByRange({ min, max, current }: LimitedQuestion, desired: number): Limited {
  const rate = Math.max(2 * current, 4);
  if (desired < min) return { replicas: min, ...TOO_FEW };
  if (desired > Math.min(rate, max))
    return { replicas: Math.min(rate, max), ...(max > rate ? TOO_FAST_UP : TOO_MANY) };
  return { replicas: desired, ...FINE };
}

function limitByBehavior(
  question: LimitedQuestion,
  { scaleUp, scaleDown }: HorizontalPodAutoscalerBehavior,
  desired: number,
): Limited {
  const { min, max, current } = question;
  if (desired > current) {
    const rate = Math.max(rateLimit(question, scaleUp, 'up'), current);
    if (desired > Math.min(rate, max))
      return { replicas: Math.min(rate, max), ...(max > rate ? TOO_FAST_UP : TOO_MANY) };
  } else if (desired < current) {
    const rate = Math.min(rateLimit(question, scaleDown, 'down'), current);
    if (desired < Math.max(rate, min))
      return { replicas: Math.max(rate, min), ...(min < rate ? TOO_FAST_DOWN : TOO_FEW) };
  }
  return { replicas: desired, ...FINE };
}

/** How far the policies let the number of replicas go. */
function rateLimit(
  { current, history, now }: LimitedQuestion,
  rules: HPAScalingRules | undefined,
  direction: 'up' | 'down',
): number {
  const { selectPolicy = 'Max', policies = [] } = rules ?? {};
  if (selectPolicy === 'Disabled') return current;
  const sign = direction === 'up' ? 1 : -1;
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const before = current - history.growthWithin(periodSeconds * 1000, now);
    if (type === 'Pods') return before + sign * value;
    const scaled = before * (1 + (sign * value) / 100);
    return direction === 'up' ? Math.ceil(scaled) : Math.trunc(scaled);
  });
  const takesHighest = (selectPolicy === 'Max') === (direction === 'up');
  return takesHighest ? Math.max(...limits) : Math.min(...limits);
}
