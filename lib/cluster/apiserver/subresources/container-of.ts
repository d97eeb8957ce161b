import type { Pod } from '../../../kube/generated/core-v1';
import { badRequest } from '../../../kube/status';

/** The container that a request means: the one it names, or the only one. @throws StatusError 400 */
export function containerOf({ metadata, spec }: Pod, asked: string): string {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec ?? {};
  const names = [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => name);
  if (asked) {
    if (!names.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
    return asked;
  }
  if (containers.length === 1) return containers[0]!.name;
  throw badRequest(
    `a container name must be specified for pod ${metadata.name}, choose one of: [${names.join(' ')}]`,
  );
}
