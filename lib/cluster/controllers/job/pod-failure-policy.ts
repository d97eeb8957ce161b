import type {
  PodFailurePolicy,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
} from '../../../kube/generated/batch-v1';
import type { ContainerStatus, Pod, PodStatus } from '../../../kube/generated/core-v1';

/** What a Job's policy says of a pod that failed. */
export interface FailureJudgement {
  /** Towards the backoff limits. */
  readonly counts: boolean;
  /** Of the rule that matches. */
  readonly action?: PodFailurePolicyRule['action'];
  /** Why the whole Job fails with it. */
  readonly jobFailure?: string;
}

const ORDINARY: FailureJudgement = { counts: true };

/** The judgement of the first rule that matches. Pure. */
export function judgeFailure(policy: PodFailurePolicy | undefined, pod: Pod): FailureJudgement {
  for (const [position, rule] of (policy?.rules ?? []).entries()) {
    const cause = causeOf(rule, pod);
    if (cause === undefined) continue;
    const { action } = rule;
    const jobFailure = `${cause} matching ${action} rule at index ${position}`;
    return { counts: action !== 'Ignore', action, ...(action === 'FailJob' ? { jobFailure } : {}) };
  }
  return ORDINARY;
}

/** How the pod fits a rule; undefined if it does not. */
function causeOf({ onExitCodes, onPodConditions }: PodFailurePolicyRule, pod: Pod): string | undefined {
  const { namespace, name } = pod.metadata;
  const status = pod.status ?? {};
  if (onExitCodes) {
    const container =
      failedContainer(status.containerStatuses, onExitCodes) ??
      failedContainer(status.initContainerStatuses, onExitCodes);
    const code = container?.state?.terminated?.exitCode;
    return (
      container && `Container ${container.name} for pod ${namespace}/${name} failed with exit code ${code}`
    );
  }
  const condition = onPodConditions && matchingCondition(status, onPodConditions);
  return condition && `Pod ${namespace}/${name} has condition ${condition}`;
}

function failedContainer(
  statuses: readonly ContainerStatus[] | undefined,
  { containerName, operator, values }: PodFailurePolicyOnExitCodesRequirement,
): ContainerStatus | undefined {
  return statuses?.find(({ name, state }) => {
    const code = state?.terminated?.exitCode ?? 0;
    if (code === 0 || (containerName !== undefined && containerName !== name)) return false;
    return values.includes(code) === (operator === 'In');
  });
}

function matchingCondition(
  { conditions = [] }: PodStatus,
  patterns: readonly PodFailurePolicyOnPodConditionsPattern[],
): string | undefined {
  return conditions.find(({ type, status }) =>
    patterns.some((pattern) => pattern.type === type && pattern.status === status),
  )?.type;
}
