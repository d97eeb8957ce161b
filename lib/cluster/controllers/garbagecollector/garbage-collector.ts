import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { PropagationPolicy } from '../../../kube/api-request';
import { apiVersionOf, type KubeObject } from '../../../kube/object';
import type { ResourceInfo } from '../../../kube/resource-catalogue';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop, RetryLater } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { monitorResources } from '../../component/resource-monitor';
import { FOREGROUND, GraphBuilder, hasFinalizer, ORPHAN } from './graph-builder';
import { InvalidScope, LiveObjects } from './live-objects';
import { IdentityCache, identityOf, type ObjectIdentity, printIdentity } from './object-identity';
import { classifyOwners } from './owner-classes';
import { type Node, OwnerGraph } from './owner-graph';

const CLIENT = 'generic-garbage-collector';
const EVENT_SOURCE = 'garbage-collector-controller';
const WORKERS = 20;
/** Absent owners that are remembered. */
const ABSENT_OWNERS = 500;

/** Deletes what has lost its owners, and holds back owners that wait for their dependents. */
export class GarbageCollector implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly graph = new OwnerGraph();
  private readonly absentOwners = new IdentityCache(ABSENT_OWNERS);
  private readonly builder: GraphBuilder;
  private readonly live: LiveObjects;
  private readonly deletions: ControllerLoop<Node>;
  private readonly orphanings: ControllerLoop<Node>;

  constructor(context: ComponentContext) {
    const { clock, catalogue } = context;
    this.client = context.client(CLIENT);
    this.events = context.recorder(this.client, { component: EVENT_SOURCE });
    this.live = new LiveObjects(this.client, catalogue);
    const queue = { workers: WORKERS };
    const { client } = this;
    this.deletions = new ControllerLoop({ clock, client, queue, sync: (node) => this.tryDelete(node) });
    this.orphanings = new ControllerLoop({ clock, client, queue, sync: (node) => this.orphan(node) });
    this.builder = new GraphBuilder(this.graph, this.absentOwners, {
      attemptToDelete: (node, cause) => this.deletions.enqueue(node, cause),
      attemptToDeleteLater: (node) => this.deletions.enqueueRateLimited(node),
      attemptToOrphan: (node, cause) => this.orphanings.enqueue(node, cause),
      ownerInOtherNamespace: (dependent, uid) => this.reportOtherNamespace(dependent, uid),
    });
    monitorResources(context, ['delete', 'list', 'watch'], (info, informer) => this.follow(info, informer));
  }

  stop(): void {
    this.deletions.stop();
    this.orphanings.stop();
  }

  private follow(info: ResourceInfo, informer: Informer<KubeObject>): void {
    const apiVersion = apiVersionOf(info);
    const identity = ({ metadata: { namespace = '', name, uid } }: KubeObject): ObjectIdentity => ({
      apiVersion,
      kind: info.kind,
      namespace,
      name: name!,
      uid: uid!,
    });
    informer.on({
      added: (object, revision) => this.builder.observe(identity(object), object, undefined, revision),
      updated: (object, old, revision) => {
        if (concernsGraph(object, old)) this.builder.observe(identity(object), object, old, revision);
      },
      deleted: (object, revision) => this.builder.forget(identity(object), revision),
    });
  }

  private reportOtherNamespace({ identity, owners }: Node, ownerUid: string): void {
    const reference = owners.find(({ uid }) => uid === ownerUid);
    if (!reference) return;
    const { apiVersion, kind, namespace, name, uid } = identity;
    this.events.warning(
      { apiVersion, kind, metadata: { namespace, name, uid } },
      'OwnerRefInvalidNamespace',
      `ownerRef ${printIdentity(identityOf(reference, namespace))} does not exist in namespace "${namespace}"`,
    );
  }

  private tryDelete(node: Node): void {
    // In the meantime the real object may have been seen, or seen to go.
    if (node.virtual && !this.graph.get(node.identity.uid)?.virtual) return;
    try {
      if (!this.attempt(node)) return;
    } catch (error) {
      if (error instanceof InvalidScope) return;
      throw error;
    }
    // Until its object has been seen, nothing else would ever remove a virtual node.
    if (node.virtual) throw new RetryLater('the object has not been observed yet');
  }

  /** Deletes the object if no owner keeps it. Returns false if it was gone already. */
  private attempt(node: Node): boolean {
    if (node.beingDeleted && !node.deletingDependents) return true;
    const { identity } = node;
    const latest = this.live.get(identity);
    if (latest?.metadata.uid !== identity.uid) return this.foundAbsent(node);
    if (node.deletingDependents) this.continueDeletion(node);
    else if (latest.metadata.ownerReferences?.length) return this.deleteUnlessOwned(node, latest);
    return true;
  }

  private foundAbsent({ identity }: Node): false {
    this.builder.foundAbsent(identity);
    return false;
  }

  /** The object goes when no dependent blocks it any more. */
  private continueDeletion(node: Node): void {
    const blocking = node.blockingDependents();
    if (blocking.length === 0) this.live.removeFinalizer(node.identity, FOREGROUND);
    for (const dependent of blocking)
      if (!dependent.deletingDependents) this.deletions.enqueue(dependent, this.client.cause);
  }

  private deleteUnlessOwned(node: Node, latest: KubeObject): boolean {
    const { identity } = node;
    const references = latest.metadata.ownerReferences!;
    const { solid, dangling, waiting } = classifyOwners(identity, references, this.live, this.absentOwners);
    if (solid.length > 0) {
      const lost = [...dangling, ...waiting].map(({ uid }) => uid);
      if (lost.length > 0) this.live.removeOwners(identity, lost);
      return true;
    }
    const isWaitedFor = waiting.length > 0 && node.dependents.size > 0;
    if (isWaitedFor && [...node.dependents].some(({ deletingDependents }) => deletingDependents))
      // Two objects that wait for each other would wait for ever.
      this.live.unblockOwners(identity, latest);
    const policy = isWaitedFor ? 'Foreground' : policyOf(latest);
    return this.live.delete(identity, latest, policy) || this.foundAbsent(node);
  }

  private orphan(node: Node): void {
    for (const { identity } of node.dependents) {
      if (this.live.get(identity)?.metadata.uid === identity.uid)
        this.live.removeOwners(identity, [node.identity.uid]);
    }
    this.live.removeFinalizer(node.identity, ORPHAN);
  }
}

/** A wish that an earlier request left in the object is honoured. */
function policyOf(object: KubeObject): PropagationPolicy {
  if (hasFinalizer(object, ORPHAN)) return 'Orphan';
  return hasFinalizer(object, FOREGROUND) ? 'Foreground' : 'Background';
}

/** Most updates change neither owners nor anything about the end of an object. */
function concernsGraph({ metadata }: KubeObject, { metadata: old }: KubeObject): boolean {
  return (
    metadata.ownerReferences !== old.ownerReferences ||
    metadata.finalizers !== old.finalizers ||
    metadata.deletionTimestamp !== old.deletionTimestamp
  );
}
