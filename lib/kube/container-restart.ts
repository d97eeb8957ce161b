import type { Container, ContainerRestartRule, PodSpec } from './generated/core-v1';

/** Whether a container that ended with `exitCode` is started again: by its own rules, its own policy, or the pod's. */
export function restartsAfter(container: Container, spec: PodSpec, exitCode: number): boolean {
  const rules = container.restartPolicy === undefined ? undefined : container.restartPolicyRules;
  if (rules?.some((rule) => matches(rule, exitCode))) return true;
  const policy = container.restartPolicy ?? spec.restartPolicy;
  if (policy === 'OnFailure') return exitCode !== 0;
  return policy !== 'Never';
}

function matches({ exitCodes }: ContainerRestartRule, exitCode: number): boolean {
  if (!exitCodes) return false;
  const listed = (exitCodes.values ?? []).includes(exitCode);
  return exitCodes.operator === 'In' ? listed : exitCodes.operator === 'NotIn' && !listed;
}

/** Whether the end of one container may restart all of the pod's. */
export function mayRestartAll({ containers = [], initContainers = [] }: PodSpec): boolean {
  const restartsAll = ({ restartPolicyRules }: Container) =>
    !!restartPolicyRules?.some((rule) => rule.action === 'RestartAllContainers');
  return containers.some(restartsAll) || initContainers.some(restartsAll);
}
