import { createHash } from 'node:crypto';
import { isDefinition } from '../../../kube/custom-resource/custom-version';
import type { ResourceCatalogue, ResourceInfo } from '../../../kube/resource-catalogue';
import { byVersionPriority } from '../../../kube/version-priority';

/** The order of Kubernetes' own groups; groups that are not listed (custom resources) follow, in alphabetical order. */
const GROUP_ORDER = [
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

/** The resources of one group version. */
export interface ServedVersion {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly ResourceInfo[];
}

/** A document that clients keep: its text, and the tag with which they ask whether it is still the same. */
export interface TaggedDocument {
  readonly text: string;
  /** In quotes, as in the header `etag`. */
  readonly etag: string;
}

export function tagged(text: string): TaggedDocument {
  return { text, etag: `"${createHash('sha512').update(text).digest('hex').toUpperCase()}"` };
}

/** What a catalogue serves, in the forms in which clients ask for it. */
export class Discovery {
  private readonly groups: ReadonlyMap<string, ReadonlyMap<string, readonly ResourceInfo[]>>;
  private aggregatedCore: TaggedDocument | undefined;
  private aggregatedGroups: TaggedDocument | undefined;

  constructor(catalogue: ResourceCatalogue) {
    this.groups = grouped(catalogue);
  }

  /** `/api`. */
  versions(serverAddress: string): object {
    const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress }];
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs };
  }

  /** `/apis`. */
  groupList(): object {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: this.namedGroups().map((name) => this.groupEntry(name)),
    };
  }

  /** `/apis/apps`; undefined for a group that is not served. */
  group(name: string): object | undefined {
    return name && this.groups.has(name)
      ? { kind: 'APIGroup', apiVersion: 'v1', ...this.groupEntry(name) }
      : undefined;
  }

  /** `/apis/apps/v1`, `/api/v1`; undefined for a version that is not served. */
  resourceList(group: string, version: string): object | undefined {
    const resources = this.groups.get(group)?.get(version);
    if (!resources) return undefined;
    return {
      kind: 'APIResourceList',
      ...(group ? { apiVersion: 'v1' } : {}),
      groupVersion: group ? `${group}/${version}` : version,
      resources: resources.flatMap(resourceEntries),
    };
  }

  /** `/api` and `/apis` in one document each (KEP-3352), with the tag by which clients recognize it. */
  aggregated(isCore: boolean): TaggedDocument {
    const known = isCore ? this.aggregatedCore : this.aggregatedGroups;
    if (known) return known;
    const made = tagged(`${JSON.stringify(this.aggregatedList(isCore ? [''] : this.namedGroups()))}\n`);
    if (isCore) this.aggregatedCore = made;
    else this.aggregatedGroups = made;
    return made;
  }

  private aggregatedList(names: readonly string[]): object {
    return {
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      metadata: {},
      items: names.map((name) => ({
        metadata: name ? { name } : {},
        versions: this.versionsOf(name).map((version) => ({
          version,
          resources: this.groups.get(name)!.get(version)!.map(aggregatedEntry),
          freshness: 'Current',
        })),
      })),
    };
  }

  /** All served group versions: `v1`, `apps/v1`. */
  served(): readonly ServedVersion[] {
    return ['', ...this.namedGroups()].flatMap((group) =>
      this.versionsOf(group).map((version) => ({
        group,
        version,
        resources: this.groups.get(group)!.get(version)!,
      })),
    );
  }

  private namedGroups(): readonly string[] {
    const rank = (name: string) => {
      const index = GROUP_ORDER.indexOf(name);
      return index < 0 ? GROUP_ORDER.length : index;
    };
    return [...this.groups.keys()].filter(Boolean).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  }

  private groupEntry(name: string): object {
    const versions = this.versionsOf(name).map((version) => ({
      groupVersion: `${name}/${version}`,
      version,
    }));
    return { name, versions, preferredVersion: versions[0] };
  }

  private versionsOf(group: string): readonly string[] {
    return [...this.groups.get(group)!.keys()].sort(byVersionPriority);
  }
}

function grouped(catalogue: ResourceCatalogue): Map<string, Map<string, ResourceInfo[]>> {
  const groups = new Map<string, Map<string, ResourceInfo[]>>();
  for (const info of catalogue.all()) {
    const versions = groups.get(info.group) ?? new Map<string, ResourceInfo[]>();
    groups.set(info.group, versions);
    versions.set(info.version, [...(versions.get(info.version) ?? []), info]);
  }
  return groups;
}

const WHILE_TERMINATING = new Set(['delete', 'deletecollection', 'get', 'list', 'watch']);

/** A custom resource whose definition is going shows no verbs that write, though some work to the end. */
function shownVerbs({ verbs, custom }: ResourceInfo): readonly string[] {
  return custom && isDefinition(custom.definition, 'Terminating')
    ? verbs.filter((verb) => WHILE_TERMINATING.has(verb))
    : verbs;
}

function resourceEntries(info: ResourceInfo): object[] {
  const { resource, singular, namespaced, kind, shortNames, categories } = info;
  const verbs = shownVerbs(info);
  const main = {
    name: resource,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length ? { shortNames } : {}),
    ...(categories.length ? { categories } : {}),
    ...(verbs.includes('list') ? storageVersion(info) : {}),
  };
  const parts = [...info.subresources.values()].map((part) => ({
    name: `${resource}/${part.name}`,
    singularName: '',
    namespaced,
    ...(isForeign(info, part.kind) ? { group: part.kind.group, version: part.kind.version } : {}),
    kind: part.kind.kind,
    verbs: part.verbs,
  }));
  return verbs.length ? [main, ...parts] : parts;
}

/** The versions in which Kubernetes stores a kind, where that is not the served one. */
const STORED_IN: { readonly [kind: string]: string | undefined } = {
  'autoscaling/HorizontalPodAutoscaler': 'autoscaling/v2',
  'events.k8s.io/Event': '/v1',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': 'admissionregistration.k8s.io/v1beta1',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': 'admissionregistration.k8s.io/v1beta1',
  'apiextensions.k8s.io/CustomResourceDefinition': 'apiextensions.k8s.io/v1beta1',
};
const HASH_BYTES = 8;

/** By what storage migrators see that a kind is stored in another version now. Nothing stores ComponentStatuses. */
function storageVersion({ group, version, kind, custom }: ResourceInfo): object {
  if (kind === 'ComponentStatus') return {};
  const stored = custom?.definition.spec.versions.find(({ storage }) => storage)?.name ?? version;
  const place = STORED_IN[`${group}/${kind}`] ?? `${group}/${stored}`;
  const digest = createHash('sha256').update(`${place}/${kind}`).digest();
  return { storageVersionHash: digest.subarray(0, HASH_BYTES).toString('base64') };
}

/** Whether a subresource speaks another group's kind, as `scale` does. */
function isForeign(info: ResourceInfo, kind: { readonly group: string; readonly version: string }): boolean {
  return kind.group !== info.group || kind.version !== info.version;
}

function aggregatedEntry(info: ResourceInfo): object {
  const { resource, singular, namespaced, kind, shortNames, categories } = info;
  const verbs = shownVerbs(info);
  const subresources = [...info.subresources.values()].map((part) => ({
    subresource: part.name,
    responseKind: isForeign(info, part.kind) ? part.kind : { group: '', version: '', kind: part.kind.kind },
    verbs: part.verbs,
  }));
  return {
    resource,
    responseKind: { group: '', version: '', kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length ? { shortNames } : {}),
    ...(categories.length ? { categories } : {}),
    ...(subresources.length ? { subresources } : {}),
  };
}
