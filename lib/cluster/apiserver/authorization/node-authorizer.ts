import type { UserInfo } from '../../../kube/api-request';
import type { PersistentVolume, Pod } from '../../../kube/generated/core-v1';
import type { PolicyRule } from '../../../kube/generated/rbac-v1';
import type { ResourceSlice } from '../../../kube/generated/resource-v1';
import type { VolumeAttachment } from '../../../kube/generated/storage-v1';
import type { Storage } from '../../storage/storage';
import { nodeOf } from '../authentication/node-user';
import {
  type AccessRequest,
  ALLOWED,
  type Authorizer,
  type Decision,
  NO_OPINION,
  type RuleResolver,
  type SubjectRules,
} from './authorizer';
import { NodePods } from './node-pods';
import { refersToClaim, refersToConfigMap, refersToResourceClaim, refersToSecret } from './pod-references';
import { coversResource } from './policy-rule';
import { Remembered } from './remembered';

const LEASE_NAMESPACE = 'kube-node-lease';
const OWN_OBJECT_VERBS = new Set(['get', 'create', 'update', 'patch', 'delete']);
const READ_VERBS = new Set(['get', 'list', 'watch']);

/** What a node asks for, and which node it is. */
type NodeAccess = AccessRequest & { readonly node: string };
type NodeRule = (access: NodeAccess) => Decision;

/** Rules by `group/resource`, to be found without putting a text together for every request. */
function byGroup(rules: { readonly [resource: string]: NodeRule }): Map<string, Map<string, NodeRule>> {
  const found = new Map<string, Map<string, NodeRule>>();
  for (const [name, rule] of Object.entries(rules)) {
    const [group = '', resource = ''] = name.split('/');
    const ofGroup = found.get(group) ?? new Map<string, NodeRule>();
    found.set(group, ofGroup.set(resource, rule));
  }
  return found;
}

/**
 * What a kubelet may do: what concerns its own node, its pods and what these refer to. Kubernetes' Node authorization
 * mode, without the secrets of persistent volumes and pod certificates, which no simulated kubelet reads.
 */
export class NodeAuthorizer implements Authorizer, RuleResolver {
  private readonly pods: NodePods;
  private readonly rules: ReadonlyMap<string, ReadonlyMap<string, NodeRule>>;
  private readonly remembered = new Remembered<Decision>();

  /** @param commonRules what every node may do with the resources of which no node has its own */
  constructor(
    private readonly storage: Storage,
    private readonly commonRules: readonly PolicyRule[],
  ) {
    this.pods = new NodePods(storage);
    this.rules = byGroup({
      '/secrets': (access) => this.readObject(access, refersToSecret),
      '/configmaps': (access) => this.readObject(access, refersToConfigMap),
      '/persistentvolumeclaims': (access) => this.claim(access),
      '/persistentvolumes': (access) => this.getOne(access, () => this.usesVolume(access)),
      '/serviceaccounts': (access) => this.serviceAccount(access),
      '/nodes': ownNode,
      '/pods': (access) => this.pod(access),
      'resource.k8s.io/resourceclaims': (access) =>
        this.getOne(access, () => this.hasPod(access, refersToResourceClaim)),
      'resource.k8s.io/resourceslices': (access) => this.resourceSlice(access),
      'storage.k8s.io/volumeattachments': (access) => this.getOne(access, () => this.isAttachment(access)),
      'storage.k8s.io/csinodes': csiNode,
      'coordination.k8s.io/leases': lease,
      'certificates.k8s.io/podcertificaterequests': () => NO_OPINION,
    });
  }

  authorize(request: AccessRequest): Decision {
    const node = nodeOf(request.user);
    if (node === undefined) return NO_OPINION;
    if (node === '') return refused(`unknown node for user "${request.user.name}"`);
    if (request.path !== undefined) return NO_OPINION;
    const rule = this.rules.get(request.group)?.get(request.resource);
    return rule ? rule(nodeAccess(request, node)) : this.common(request);
  }

  rulesFor(user: UserInfo, _namespace: string): SubjectRules {
    const isNode = nodeOf(user) !== undefined;
    const errors = isNode ? ['node authorizer does not support user rule resolution'] : [];
    return { resourceRules: [], nonResourceRules: [], incomplete: isNode, errors };
  }

  private common(request: AccessRequest): Decision {
    const { group, resource, subresource, verb } = request;
    let decision = this.remembered.get(group, resource, subresource, verb);
    if (!decision) {
      decision = this.commonRules.some((one) => coversResource(one, request)) ? ALLOWED : NO_OPINION;
      this.remembered.set(decision, group, resource, subresource, verb);
    }
    return decision;
  }

  private readObject(access: NodeAccess, refers: (pod: Pod, name: string) => boolean): Decision {
    if (!READ_VERBS.has(access.verb)) return refused('can only read resources of this type');
    if (access.subresource) return refused('cannot read subresource');
    if (!access.namespace) return refused('can only read namespaced object of this type');
    return related(access, () => this.hasPod(access, refers));
  }

  private getOne(access: NodeAccess, isRelated: () => boolean): Decision {
    if (access.verb !== 'get') return refused('can only get individual resources of this type');
    if (access.subresource) return refused('cannot get subresource');
    return related(access, isRelated);
  }

  private claim(access: NodeAccess): Decision {
    const isRelated = () => this.hasPod(access, refersToClaim);
    if (access.subresource !== 'status') return this.getOne(access, isRelated);
    if (access.verb !== 'update' && access.verb !== 'patch')
      return refused('can only get/update/patch this type');
    return related(access, isRelated);
  }

  private serviceAccount(access: NodeAccess): Decision {
    const isOfPod = ({ spec }: Pod, name: string) => spec!.serviceAccountName === name;
    if (access.verb === 'get' && !access.subresource) return this.readObject(access, isOfPod);
    if (access.verb !== 'create' || !access.name)
      return refused('can only create tokens for individual service accounts');
    if (access.subresource !== 'token') return refused('can only create token subresource of serviceaccount');
    return related(access, () => this.hasPod(access, isOfPod));
  }

  private pod(access: NodeAccess): Decision {
    const { verb, subresource, name } = access;
    if (subresource === 'status') return verb === 'update' || verb === 'patch' ? ALLOWED : NO_OPINION;
    if (subresource === 'eviction') return verb === 'create' ? ALLOWED : NO_OPINION;
    if (subresource) return NO_OPINION;
    const isOwn = () => this.isOwnPod(access);
    switch (verb) {
      case 'get':
        return related(access, isOwn);
      case 'list':
      case 'watch':
        if (isLimitedTo(access, 'spec.nodeName')) return ALLOWED;
        return name
          ? related(access, isOwn)
          : refused('can only list/watch pods with spec.nodeName field selector');
      case 'create':
      case 'delete':
        return ALLOWED;
      default:
        return NO_OPINION;
    }
  }

  private resourceSlice(access: NodeAccess): Decision {
    const { verb, subresource, name, node } = access;
    if (subresource) return refused('cannot authorize ResourceSlice subresources');
    if (verb === 'create') return ALLOWED;
    if (OWN_OBJECT_VERBS.has(verb))
      return related(access, () => {
        const slice = this.storage.get('resourceslices.resource.k8s.io', '', name)?.object;
        return (slice as ResourceSlice | undefined)?.spec?.nodeName === node;
      });
    if (verb !== 'watch' && verb !== 'list' && verb !== 'deletecollection')
      return refused(
        'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection',
      );
    return isLimitedTo(access, 'spec.nodeName')
      ? ALLOWED
      : refused('can only list/watch/deletecollection resourceslices with nodeName field selector');
  }

  private isOwnPod({ node, namespace, name }: NodeAccess): boolean {
    const pod = this.storage.get('pods', namespace, name)?.object as Pod | undefined;
    return pod?.spec?.nodeName === node;
  }

  /** Whether a pod of the node refers to the named object of its namespace. */
  private hasPod(
    { node, namespace, name }: NodeAccess,
    refers: (pod: Pod, name: string) => boolean,
  ): boolean {
    for (const pod of this.pods.on(node))
      if (pod.metadata.namespace === namespace && refers(pod, name)) return true;
    return false;
  }

  private usesVolume(access: NodeAccess): boolean {
    const volume = this.storage.get('persistentvolumes', '', access.name)?.object as
      | PersistentVolume
      | undefined;
    const { namespace, name } = volume?.spec?.claimRef ?? {};
    return (
      Boolean(namespace && name) &&
      this.hasPod({ ...access, namespace: namespace!, name: name! }, refersToClaim)
    );
  }

  private isAttachment({ name, node }: NodeAccess): boolean {
    const attachment = this.storage.get('volumeattachments.storage.k8s.io', '', name)?.object;
    return (attachment as VolumeAttachment | undefined)?.spec?.nodeName === node;
  }
}

/** Field by field: this is asked for every write of a kubelet. */
function nodeAccess(
  { user, verb, group, resource, subresource, namespace, name, fields }: AccessRequest,
  node: string,
): NodeAccess {
  return { user, verb, group, resource, subresource, namespace, name, fields, node };
}

function refused(reason: string): Decision {
  return { allowed: false, reason };
}

function related({ name, node }: NodeAccess, isRelated: () => boolean): Decision {
  if (!name) return refused('No Object name found');
  return isRelated() ? ALLOWED : refused(`no relationship found between node '${node}' and this object`);
}

function isLimitedTo({ node, fields }: NodeAccess, field: string): boolean {
  return (fields ?? []).some((one) => one.field === field && one.operator === '=' && one.value === node);
}

function ownNode({ verb, subresource, name, node }: NodeAccess): Decision {
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? ALLOWED : NO_OPINION;
  if (subresource) return NO_OPINION;
  if (verb === 'create' || verb === 'update' || verb === 'patch') return ALLOWED;
  if (!READ_VERBS.has(verb)) return NO_OPINION;
  if (name === node) return ALLOWED;
  return refused(
    name
      ? `node '${node}' cannot read '${name}', only its own Node object`
      : `node '${node}' cannot read all nodes, only its own Node object`,
  );
}

function lease({ verb, namespace, name, node }: NodeAccess): Decision {
  if (!OWN_OBJECT_VERBS.has(verb))
    return refused('can only get, create, update, patch, or delete a node lease');
  if (namespace !== LEASE_NAMESPACE)
    return refused(`can only access leases in the "${LEASE_NAMESPACE}" system namespace`);
  // Who creates has not said the name yet.
  if (verb !== 'create' && name !== node)
    return refused('can only access node lease with the same name as the requesting node');
  return ALLOWED;
}

function csiNode({ verb, subresource, name, node }: NodeAccess): Decision {
  if (!OWN_OBJECT_VERBS.has(verb)) return refused('can only get, create, update, patch, or delete a CSINode');
  if (subresource) return refused('cannot authorize CSINode subresources');
  if (verb !== 'create' && name !== node)
    return refused('can only access CSINode with the same name as the requesting node');
  return ALLOWED;
}
