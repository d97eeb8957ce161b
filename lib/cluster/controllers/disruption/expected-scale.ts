import type { Client } from '../../../client/client';
import type { Informer, Lister } from '../../../client/informer';
import type { Deployment, ReplicaSet, StatefulSet } from '../../../kube/generated/apps-v1';
import type { Pod, ReplicationController } from '../../../kube/generated/core-v1';
import {
  Deployments,
  ReplicaSets,
  ReplicationControllers,
  StatefulSets,
} from '../../../kube/generated/resources';
import { controllerOf, type KubeObject, type OwnerReference, parseApiVersion } from '../../../kube/object';
import type { ResourceCatalogue } from '../../../kube/resource-catalogue';
import { isStatus, qualified } from '../../../kube/status';
import type { ComponentContext } from '../../component/component-context';

/** The number of pods that a budget's percentage refers to cannot be found out; says why. */
export class ScaleError extends Error {
  override readonly name = 'ScaleError';
}

export interface ExpectedScale {
  /** Sum of the sizes of all controllers of the pods. */
  readonly count: number;
  /** Pods without a controller. */
  readonly unmanaged: readonly string[];
}

interface Scale {
  readonly uid: string;
  readonly replicas: number;
}

type Scalable = KubeObject & { readonly spec?: { readonly replicas?: number } };

/** Finds out how many pods there should be: what their controllers, or the controllers of these, ask for. */
export class ControllerScales {
  private readonly catalogue: ResourceCatalogue;
  private readonly replicationControllers: Informer<ReplicationController>;
  private readonly replicaSets: Informer<ReplicaSet>;
  private readonly deployments: Informer<Deployment>;
  private readonly statefulSets: Informer<StatefulSet>;

  constructor(
    { informers, catalogue }: ComponentContext,
    private readonly client: Client,
  ) {
    this.catalogue = catalogue;
    this.replicationControllers = informers.of(ReplicationControllers);
    this.replicaSets = informers.of(ReplicaSets);
    this.deployments = informers.of(Deployments);
    this.statefulSets = informers.of(StatefulSets);
  }

  /** Throws {@link ScaleError}. */
  expectedScale(pods: readonly Pod[]): ExpectedScale {
    const replicas = new Map<string, number>();
    const asked = new Set<string>();
    const unmanaged: string[] = [];
    for (const pod of pods) {
      const reference = controllerOf(pod);
      if (!reference) {
        unmanaged.push(pod.metadata.name!);
      } else if (!asked.has(reference.uid)) {
        asked.add(reference.uid);
        const scale = this.scaleOf(reference, pod.metadata.namespace!);
        if (!scale) throw new ScaleError(`found no controllers for pod "${pod.metadata.name}"`);
        replicas.set(scale.uid, scale.replicas);
      }
    }
    const count = [...replicas.values()].reduce((sum, one) => sum + one, 0);
    return { count, unmanaged };
  }

  private scaleOf(reference: OwnerReference, namespace: string): Scale | undefined {
    const { group } = parseApiVersion(reference.apiVersion);
    const known = this.knownScale(`${group}/${reference.kind}`, reference, namespace);
    return known ?? this.scaleOfAny(reference, namespace);
  }

  private knownScale(kind: string, reference: OwnerReference, namespace: string): Scale | undefined {
    switch (kind) {
      case '/ReplicationController':
        return scaleIn(this.replicationControllers, reference, namespace);
      case 'apps/StatefulSet':
        return scaleIn(this.statefulSets, reference, namespace);
      case 'apps/ReplicaSet':
        return this.scaleOfReplicaSet(reference, namespace);
      default:
        return undefined;
    }
  }

  /** A Deployment's ReplicaSets come and go in a rollout; what counts is the Deployment. */
  private scaleOfReplicaSet(reference: OwnerReference, namespace: string): Scale | undefined {
    const replicaSet = this.replicaSets.get(namespace, reference.name);
    const owner = replicaSet?.metadata.uid === reference.uid ? controllerOf(replicaSet) : undefined;
    return owner?.kind === 'Deployment'
      ? scaleIn(this.deployments, owner, namespace)
      : scaleIn(this.replicaSets, reference, namespace);
  }

  private scaleOfAny(reference: OwnerReference, namespace: string): Scale | undefined {
    const { apiVersion, kind, name, uid } = reference;
    const info = this.catalogue.findKind({ ...parseApiVersion(apiVersion), kind });
    if (!info) throw new ScaleError(`no matches for kind "${kind}" in version "${apiVersion}"`);
    if (!info.subresources.has('scale'))
      throw new ScaleError(`${qualified(info)} does not implement the scale subresource`);
    try {
      const { metadata, spec } = this.client.getScale(info, namespace, name);
      return metadata?.uid === uid ? { uid, replicas: spec?.replicas ?? 0 } : undefined;
    } catch (error) {
      if (isStatus(error, 'NotFound')) return undefined;
      throw error;
    }
  }
}

function scaleIn(
  known: Pick<Lister<Scalable>, 'get'>,
  { name, uid }: OwnerReference,
  namespace: string,
): Scale | undefined {
  const object = known.get(namespace, name);
  return object?.metadata.uid === uid ? { uid, replicas: object.spec?.replicas ?? 1 } : undefined;
}
