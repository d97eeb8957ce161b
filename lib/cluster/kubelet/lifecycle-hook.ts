import type { Container, LifecycleHandler } from '../../kube/generated/core-v1';
import { httpGetRequest } from './http-get';
import type { ProbeTarget } from './probe-action';
import type { CommandOutcome } from './process';

/** What a hook can reach. */
export interface HookTarget extends Pick<ProbeTarget, 'podIp' | 'nodeIp' | 'send'> {
  exec(command: readonly string[]): CommandOutcome;
}

export interface HookOutcome {
  /** Milliseconds. */
  readonly duration: number;
  /** Why it failed, in the kubelet's words. */
  readonly error?: string;
}

/** A hook's connection attempt to an address that does not answer ends after this long. */
const CONNECT_TIMEOUT = 30_000;

/** Carries out a postStart or preStop hook. `podName` as the kubelet prints pods: `name_namespace(uid)`. */
export function runHook(
  handler: LifecycleHandler,
  container: Container,
  podName: string,
  target: HookTarget,
): HookOutcome {
  if (handler.sleep) return { duration: (handler.sleep.seconds ?? 0) * 1000 };
  if (handler.exec) return execHook(handler.exec.command ?? [], container, podName, target);
  if (handler.httpGet) return httpHook(handler.httpGet, container, podName, target);
  return { duration: 0, error: 'Cannot run handler: invalid handler' };
}

function execHook(
  command: readonly string[],
  container: Container,
  podName: string,
  target: HookTarget,
): HookOutcome {
  const { exitCode, output, duration } = target.exec(command);
  if (exitCode === 0) return { duration };
  const printed = command.join(' ');
  const error = `command '${printed}' exited with ${exitCode}: ${output}`;
  return {
    duration,
    error: `Exec lifecycle hook ([${printed}]) for Container "${container.name}" in Pod "${podName}" failed - error: ${error}, message: ${JSON.stringify(output)}`,
  };
}

function httpHook(
  action: NonNullable<LifecycleHandler['httpGet']>,
  container: Container,
  podName: string,
  target: HookTarget,
): HookOutcome {
  const failed = (error: string, duration = 0) => ({
    duration,
    error: `HTTP lifecycle hook (${action.path ?? ''}) for Container "${container.name}" in Pod "${podName}" failed - error: ${error}`,
  });
  try {
    const message = httpGetRequest(action, container, target.podIp, target.nodeIp, 'lifecycle');
    const { ip, port, url } = message;
    const reply = target.send(message);
    if (reply.kind === 'response') return { duration: reply.response.duration };
    return reply.kind === 'refused'
      ? failed(`Get "${url}": dial tcp ${ip}:${port}: connect: connection refused`)
      : failed(`Get "${url}": dial tcp ${ip}:${port}: i/o timeout`, CONNECT_TIMEOUT);
  } catch (error) {
    return failed((error as Error).message);
  }
}
