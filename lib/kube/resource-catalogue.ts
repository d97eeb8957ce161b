import type { CustomVersion } from './custom-resource/custom-version';
import type { GroupVersionKind } from './object';
import type { ResourceType } from './resource-type';
import { loadStructure } from './structure';

/** A served resource, as discovery describes it. */
export interface ResourceInfo extends ResourceType {
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: ReadonlyMap<string, SubresourceInfo>;
  /** Present for a custom resource. */
  readonly custom?: CustomVersion;
}

/** For example `status` of deployments; `kind` is the kind of its body, such as `Scale`. */
export interface SubresourceInfo {
  readonly name: string;
  readonly kind: GroupVersionKind;
  readonly verbs: readonly string[];
}

/** The resources an API server serves: those of Kubernetes itself, and those that custom resource definitions add. */
export class ResourceCatalogue {
  private readonly byPath = new Map<string, ResourceInfo>();
  private readonly byKind = new Map<string, ResourceInfo>();
  private changes = 0;

  /** The resources of the reference Kubernetes version. */
  static kubernetes(): ResourceCatalogue {
    const catalogue = new ResourceCatalogue();
    for (const info of builtInResources()) catalogue.add(info);
    return catalogue;
  }

  /** Grows with every change: who has computed something from the catalogue knows by it whether that still holds. */
  get generation(): number {
    return this.changes;
  }

  add(info: ResourceInfo): void {
    this.changes++;
    this.byPath.set(pathKey(info.group, info.version, info.resource), info);
    this.byKind.set(pathKey(info.group, info.version, info.kind), info);
  }

  remove(info: ResourceInfo): void {
    this.changes++;
    this.byPath.delete(pathKey(info.group, info.version, info.resource));
    this.byKind.delete(pathKey(info.group, info.version, info.kind));
  }

  /** By plural name: `find('apps', 'v1', 'deployments')`. */
  find(group: string, version: string, resource: string): ResourceInfo | undefined {
    return this.byPath.get(pathKey(group, version, resource));
  }

  /** Whether a group is one of Kubernetes' own. */
  hasBuiltInGroup(group: string): boolean {
    for (const info of this.byPath.values()) if (info.group === group && !info.custom) return true;
    return false;
  }

  findKind({ group, version, kind }: GroupVersionKind): ResourceInfo | undefined {
    return this.byKind.get(pathKey(group, version, kind));
  }

  /** In the order of discovery. */
  all(): IterableIterator<ResourceInfo> {
    return this.byPath.values();
  }
}

const pathKey = (group: string, version: string, name: string) => `${group}/${version}/${name}`;

let builtIn: readonly ResourceInfo[] | undefined;

function builtInResources(): readonly ResourceInfo[] {
  builtIn ??= Object.entries(loadStructure().discovery).flatMap(([groupVersion, listed]) => {
    const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
    return listed
      .filter((entry) => !entry.name.includes('/'))
      .map(
        (entry): ResourceInfo => ({
          group: group!,
          version: version!,
          resource: entry.name,
          kind: entry.kind,
          namespaced: entry.namespaced,
          singular: entry.singularName,
          shortNames: entry.shortNames ?? [],
          categories: entry.categories ?? [],
          verbs: entry.verbs,
          subresources: new Map(
            listed
              .filter((other) => other.name.startsWith(`${entry.name}/`))
              .map((other) => {
                const name = other.name.slice(entry.name.length + 1);
                const kind = {
                  group: other.group ?? group!,
                  version: other.version ?? version!,
                  kind: other.kind,
                };
                return [name, { name, kind, verbs: other.verbs }];
              }),
          ),
        }),
      );
  });
  return builtIn;
}
