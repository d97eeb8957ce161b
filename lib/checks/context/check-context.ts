import { KNOWN_VERSIONS } from '../../kube/api-lifecycle';
import type { KubeObject } from '../../kube/object';
import { Relations } from '../../kube/relations/relations';
import { ResourceCatalogue } from '../../kube/resource-catalogue';
import type { Workload } from '../../kube/workloads';
import type { ManifestProblem } from '../../manifests/parse-manifests';
import type { Assumptions } from './assumptions';
import { type CheckedObject, type CheckInput, readObject } from './checked-object';

type NamedObjects = ReadonlyMap<string, ReadonlyMap<string, KubeObject>>;

const NO_OBJECTS: ReadonlyMap<string, KubeObject> = new Map();

/** The set of objects under check, with every index the rules need. Built once; nothing in it changes. */
export class CheckContext {
  /** In the order in which they were given. */
  readonly objects: readonly CheckedObject[];
  /** Who belongs to whom. Its objects are those that {@link CheckedObject.object} tells of. */
  readonly relations: Relations;
  /** The Kubernetes 1.x the manifests are for. */
  readonly kubernetesVersion: number;
  /** The kinds that Kubernetes itself serves. */
  readonly catalogue = ResourceCatalogue.kubernetes();
  private readonly checked = new Map<KubeObject, CheckedObject>();
  private readonly namedOfKind = new Map<string, NamedObjects>();
  private readonly customNamespaces = new Set<string>();

  /** @param problems what was found in the files, and is no object */
  constructor(
    inputs: readonly CheckInput[],
    readonly problems: readonly ManifestProblem[],
    readonly assumptions: Assumptions,
  ) {
    const { kubernetesVersion = KNOWN_VERSIONS.newest, namespace = 'default' } = assumptions;
    this.kubernetesVersion = kubernetesVersion;
    const { catalogue } = this;
    this.objects = inputs.map((input, index) => readObject(input, { index, catalogue, namespace }));
    for (const object of this.objects) {
      this.checked.set(object.object, object);
      if (object.isCustom) this.customNamespaces.add(object.namespace || namespace);
    }
    this.relations = new Relations(this.objects.map(({ object }) => object));
  }

  /** Whatever makes pods, in one form. */
  get workloads(): readonly Workload[] {
    return this.relations.workloads.all;
  }

  /** What is known of an object of the set, beside its fields. */
  of(object: KubeObject): CheckedObject {
    return this.checked.get(object)!;
  }

  /** Whether the API server would take an object: of another one nobody can say what its pods need, or where they fit. */
  isSound(object: KubeObject): boolean {
    return this.of(object).schemaProblems.length === 0;
  }

  /** An object as its author wrote it: decoded, but without defaults. */
  written<T extends KubeObject>(object: T): T {
    return this.of(object).written as T;
  }

  /** The objects of a kind in a namespace, by name: `named('Service', 'shop')`. Cluster-scoped ones are in ''. */
  named<T extends KubeObject>(groupKind: string, namespace: string): ReadonlyMap<string, T> {
    let index = this.namedOfKind.get(groupKind);
    if (!index) {
      index = byNamespace(this.relations.of(groupKind));
      this.namedOfKind.set(groupKind, index);
    }
    return (index.get(namespace) ?? NO_OBJECTS) as ReadonlyMap<string, T>;
  }

  /**
   * Whether something that is not in the set does not exist at all, as far as anyone can tell: not where the set is a
   * part of something.
   */
  get isWhole(): boolean {
    return !this.assumptions.partial;
  }

  /** Whether a namespace has objects of kinds that Kubernetes does not know: who knows what their controllers make. */
  hasCustomObjects(namespace: string): boolean {
    return this.customNamespaces.has(namespace);
  }
}

function byNamespace(objects: readonly KubeObject[]): NamedObjects {
  const found = new Map<string, Map<string, KubeObject>>();
  for (const object of objects) {
    const { namespace = '', name = '' } = object.metadata;
    const known = found.get(namespace);
    if (!known) found.set(namespace, new Map([[name, object]]));
    else if (!known.has(name)) known.set(name, object);
  }
  return found;
}
