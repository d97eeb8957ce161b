import type { Client } from '../../../client/client';
import type { PropagationPolicy } from '../../../kube/api-request';
import { equal } from '../../../kube/frozen';
import { type KubeObject, parseApiVersion } from '../../../kube/object';
import type { ResourceCatalogue, ResourceInfo } from '../../../kube/resource-catalogue';
import { isStatus } from '../../../kube/status';
import { RetryLater } from '../../component/controller';
import type { ObjectIdentity } from './object-identity';

/** A cluster-scoped object names a namespaced owner: no such owner can be found, now or later. */
export class InvalidScope extends Error {
  override readonly name = 'InvalidScope';
}

/** The objects of the graph as the API server has them now. */
export class LiveObjects {
  constructor(
    private readonly client: Client,
    private readonly catalogue: ResourceCatalogue,
  ) {}

  /** Throws RetryLater for a kind that is not served (yet). */
  resourceOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): ResourceInfo {
    const info = this.catalogue.findKind({ ...parseApiVersion(apiVersion), kind });
    if (!info) throw new RetryLater(`unable to get REST mapping for ${apiVersion}/${kind}.`);
    return info;
  }

  /** Undefined if there is no object of that name. */
  get(identity: ObjectIdentity): KubeObject | undefined {
    const info = this.resourceOf(identity);
    if (info.namespaced && !identity.namespace)
      throw new InvalidScope('cluster-scoped objects cannot refer to namespaced owners');
    return ignoringNotFound(() =>
      this.client.get<KubeObject>(info, namespaceOf(info, identity), identity.name),
    );
  }

  /** Returns false if the object is gone already. */
  delete(identity: ObjectIdentity, latest: KubeObject, propagationPolicy: PropagationPolicy): boolean {
    const { resourceVersion } = latest.metadata;
    try {
      return this.deleteVersion(identity, resourceVersion, propagationPolicy);
    } catch (error) {
      if (!isStatus(error, 'Conflict')) throw error;
      const live = this.get(identity);
      if (!live) return false;
      const isOtherVersion = live.metadata.resourceVersion !== resourceVersion;
      const hasSameOwners = equal(live.metadata.ownerReferences, latest.metadata.ownerReferences);
      if (live.metadata.uid !== identity.uid || !isOtherVersion || !hasSameOwners) throw error;
      // Changes that do not concern its owners do not save the object.
      return this.deleteVersion(identity, undefined, propagationPolicy);
    }
  }

  removeOwners(identity: ObjectIdentity, uids: readonly string[]): void {
    this.patch(
      identity,
      { uid: identity.uid, ownerReferences: uids.map((uid) => ({ $patch: 'delete', uid })) },
      ({ metadata }) => metadata.ownerReferences?.filter(({ uid }) => !uids.includes(uid)) ?? [],
    );
  }

  /** Owners no longer wait for the object. */
  unblockOwners(identity: ObjectIdentity, latest: KubeObject): void {
    const ownerReferences = (latest.metadata.ownerReferences ?? []).map((reference) => ({
      ...reference,
      blockOwnerDeletion: false,
    }));
    this.patch(identity, { uid: identity.uid, ownerReferences }, () => ownerReferences);
  }

  removeFinalizer(identity: ObjectIdentity, finalizer: string): void {
    const latest = this.get(identity);
    if (!latest?.metadata.finalizers?.includes(finalizer)) return;
    const finalizers = latest.metadata.finalizers.filter((one) => one !== finalizer);
    const metadata = { resourceVersion: latest.metadata.resourceVersion, finalizers };
    const info = this.resourceOf(identity);
    this.client.patch(info, namespaceOf(info, identity), identity.name, 'merge', { metadata });
  }

  private deleteVersion(
    identity: ObjectIdentity,
    resourceVersion: string | undefined,
    propagationPolicy: PropagationPolicy,
  ): boolean {
    const info = this.resourceOf(identity);
    const preconditions = { uid: identity.uid, ...(resourceVersion ? { resourceVersion } : {}) };
    const options = { preconditions, propagationPolicy };
    const deleted = ignoringNotFound(() => {
      this.client.delete(info, namespaceOf(info, identity), identity.name, options);
      return true;
    });
    return deleted ?? false;
  }

  /** A strategic merge patch; for custom resources, which have none, a merge patch of the whole list. */
  private patch(
    identity: ObjectIdentity,
    metadata: object,
    ownerReferences: (latest: KubeObject) => unknown,
  ): void {
    const info = this.resourceOf(identity);
    const namespace = namespaceOf(info, identity);
    try {
      this.client.patch(info, namespace, identity.name, 'strategic', { metadata });
    } catch (error) {
      if (!isStatus(error, 'UnsupportedMediaType')) throw error;
      const latest = this.client.get<KubeObject>(info, namespace, identity.name);
      const { resourceVersion } = latest.metadata;
      const merged = { metadata: { resourceVersion, ownerReferences: ownerReferences(latest) } };
      this.client.patch(info, namespace, identity.name, 'merge', merged);
    }
  }
}

function namespaceOf(info: ResourceInfo, { namespace }: ObjectIdentity): string {
  return info.namespaced ? namespace : '';
}

function ignoringNotFound<R>(act: () => R): R | undefined {
  try {
    return act();
  } catch (error) {
    if (isStatus(error, 'NotFound')) return undefined;
    throw error;
  }
}
