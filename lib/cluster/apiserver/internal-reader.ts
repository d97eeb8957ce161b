import type { KubeObject } from '../../kube/object';
import type { ResourceType } from '../../kube/resource-type';
import { qualified } from '../../kube/status';
import type { AdmissionEnvironment } from './admission/plugin';
import type { RememberedAnswers } from './admission/webhooks/remembered-answers';
import type { Registries } from './api-server';
import type { Authorizer } from './authorization/authorizer';
import type { ApiServerEnvironment } from './environment';
import { API_SERVER } from './loopback';
import { resourceVersions } from './resource-versions';

/**
 * The API server's own view of its storage, for admission plugins.
 * @param registries called when something is written, not before: they are built upon admission
 */
export function internalReader(
  { storage, clock, random, catalogue }: ApiServerEnvironment,
  authorizer: Authorizer,
  registries: () => Registries,
  webhooks?: RememberedAnswers,
): AdmissionEnvironment {
  const names = new Map<ResourceType, string>();
  const nameOf = (type: ResourceType) => {
    let name = names.get(type);
    if (name === undefined) {
      name = qualified(type);
      names.set(type, name);
    }
    return name;
  };
  return {
    clock,
    random,
    authorizer,
    resources: resourceVersions(catalogue, registries),
    webhooks,
    get: <T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string) =>
      storage.get(nameOf(type as ResourceType), namespace, name)?.object as T | undefined,
    list: <T extends KubeObject>(type: ResourceType<T>, namespace?: string) =>
      storage.list(nameOf(type as ResourceType), namespace).map(({ object }) => object as T),
    updateStatus: (type, object) => updateStatus(registries(), type, object),
  };
}

/** The API server writes a status as one of its clients would. */
function updateStatus(registries: Registries, type: ResourceType, object: KubeObject): void {
  const { group, version, resource } = type;
  const { namespace = '', name } = object.metadata;
  const subresource = 'status';
  const place = { group, version, resource, subresource, namespace, name };
  const request = { ...place, ...API_SERVER, verb: 'update', options: {} } as const;
  registries.find(group, version, resource)!.update(request, name!, () => ({ object }), subresource);
}
