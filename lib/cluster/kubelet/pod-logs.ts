import type { ContainerLog } from './container-log';
import type { PodWorker } from './pod-worker';

/** The log of a container's current or previous life; or why there is none, in the kubelet's words. */
export function loggedContainer(worker: PodWorker, name: string, previous: boolean): ContainerLog | string {
  const pod = worker.pod.metadata.name;
  const container = worker.sandbox.find(name);
  if (!container) return `container "${name}" in pod "${pod}" is not available`;
  if (previous)
    return container.previousLog ?? `previous terminated container "${name}" in pod "${pod}" not found`;
  if (container.log) return container.log;
  const waiting = `container "${name}" in pod "${pod}" is waiting to start`;
  const reason = container.shownError?.reason;
  if (reason === 'ErrImagePull') return `${waiting}: image can't be pulled`;
  if (reason === 'ImagePullBackOff') return `${waiting}: trying and failing to pull image`;
  return `${waiting}: ${reason ?? (worker.sandbox.init.length > 0 ? 'PodInitializing' : 'ContainerCreating')}`;
}
