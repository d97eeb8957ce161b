import type { KubeObject } from '../../kube/object';
import type { ResourceType } from '../../kube/resource-type';
import { qualified } from '../../kube/status';
import type { AdmissionEnvironment } from './admission/chain';
import type { ApiServerEnvironment } from './environment';

/** The API server's own view of its storage, for admission plugins. */
export function internalReader({ storage, clock, random }: ApiServerEnvironment): AdmissionEnvironment {
  return {
    clock,
    random,
    get: <T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string) =>
      storage.get(qualified(type), namespace, name)?.object as T | undefined,
    list: <T extends KubeObject>(type: ResourceType<T>, namespace?: string) =>
      storage.list(qualified(type), namespace).map(({ object }) => object as T),
  };
}
