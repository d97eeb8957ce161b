import type { GroupVersionKind, KubeObject } from '../../kube/object';
import type { ResourceCatalogue, ResourceInfo } from '../../kube/resource-catalogue';
import type { Registries } from './api-server';
import { asRequested, asStored, type KindRegistration } from './kind-registration';

/** The resources that are served, and the versions in which one and the same object can be seen. */
export interface ResourceVersions {
  findKind(kind: GroupVersionKind): ResourceInfo | undefined;
  kindOf(resource: ResourceInfo): KindRegistration;
  /** All versions of a resource, its own among them. Events are in two groups. */
  equivalents(resource: ResourceInfo): readonly ResourceInfo[];
  /** An object of one version in another one. */
  convert(object: KubeObject, from: ResourceInfo, to: ResourceInfo): KubeObject;
}

/** @param registries called when something is asked: they are built upon what needs this */
export function resourceVersions(
  catalogue: ResourceCatalogue,
  registries: () => Registries,
): ResourceVersions {
  const kindOf = ({ group, version, resource }: ResourceInfo) =>
    registries().find(group, version, resource)!.kind;
  let generation = -1;
  let known = new Map<ResourceInfo, readonly ResourceInfo[]>();
  return {
    kindOf,
    findKind: (kind) => catalogue.findKind(kind),
    equivalents(resource) {
      if (generation !== catalogue.generation) {
        generation = catalogue.generation;
        known = new Map();
      }
      let versions = known.get(resource);
      if (!versions) {
        const { storageName } = kindOf(resource);
        versions = [...catalogue.all()].filter(
          (other) => other.resource === resource.resource && kindOf(other).storageName === storageName,
        );
        known.set(resource, versions);
      }
      return versions;
    },
    convert: (object, from, to) =>
      from === to ? object : asRequested(kindOf(to), asStored(kindOf(from), object)),
  };
}
