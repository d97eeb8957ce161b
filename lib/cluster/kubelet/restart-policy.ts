import type { Container, PodSpec } from '../../kube/generated/core-v1';

/** An init container that keeps running beside the others. */
export function isSidecar({ restartPolicy }: Container): boolean {
  return restartPolicy === 'Always';
}

/** Whether a container that fails a probe is started again: it has no exit code that rules could speak of. */
export function restartsAfterProbe(container: Container, spec: PodSpec): boolean {
  return (container.restartPolicy ?? spec.restartPolicy) !== 'Never';
}
