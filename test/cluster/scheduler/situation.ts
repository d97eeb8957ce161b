import type { Node, Pod, PodSpec } from '../../../lib/kube/generated/core-v1';
import type { KubeObject, ObjectMeta } from '../../../lib/kube/object';

/** A node of a situation, in few words. Without labels it still has its host name's, as every real node. */
export interface SituationNode {
  readonly name: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: string;
  readonly storage?: string;
  /** Further resources, as in `status.allocatable`. */
  readonly resources?: { readonly [name: string]: string };
  readonly zone?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly taints?: NonNullable<Node['spec']>['taints'];
  readonly unschedulable?: boolean;
  readonly images?: NonNullable<Node['status']>['images'];
}

/** A pod of a situation, in few words. */
export interface SituationPod {
  readonly name?: string;
  readonly namespace?: string;
  /** For pods that run already. */
  readonly node?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly cpu?: string;
  readonly memory?: string;
  readonly spec?: Partial<PodSpec>;
  readonly metadata?: ObjectMeta;
  readonly status?: Pod['status'];
}

/** What there is when a pod asks for a node. */
export interface Situation {
  readonly name: string;
  readonly nodes: readonly SituationNode[];
  readonly pods?: readonly SituationPod[];
  /** Volumes, claims, Services, namespaces and whatever else matters. */
  readonly objects?: readonly KubeObject[];
  readonly pod: SituationPod;
  /** What happens after the pod found no node. */
  readonly change?: Change;
}

/** One write. Objects of a patch say what changes, and of which object. */
export interface Change {
  readonly createNode?: SituationNode;
  readonly createPod?: SituationPod;
  readonly create?: KubeObject;
  readonly patch?: KubeObject;
  readonly patchStatus?: KubeObject;
  readonly delete?: KubeObject;
}

/** What the real scheduler answered. */
export interface SchedulingAnswer {
  readonly name: string;
  /** The chosen node. */
  readonly node?: string;
  /** Weighted score per plugin and node, if more than one node was feasible. */
  readonly scores?: { readonly [plugin: string]: { readonly [node: string]: number } };
  readonly reason?: string;
  readonly message?: string;
  readonly nominatedNodeName?: string;
  readonly victims?: readonly string[];
  /** Before the pod is bound: per claim the volume that is bound to it, or the node where one is to be made. */
  readonly claims?: { readonly [claim: string]: string };
  /** After the change: whether the scheduler tried the pod again. */
  readonly triedAgain?: boolean;
}

export const NAMESPACE = 'default';
export const SUBJECT = 'web';

export function nodeOf(node: SituationNode): Node {
  const { name, cpu = '4', memory = '8Gi', pods = '110', storage, resources, zone, labels } = node;
  const allocatable = {
    cpu,
    memory,
    pods,
    ...(storage ? { 'ephemeral-storage': storage } : {}),
    ...resources,
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        ...(zone ? { 'topology.kubernetes.io/zone': zone } : {}),
        ...labels,
      },
    },
    spec: {
      ...(node.taints ? { taints: node.taints } : {}),
      ...(node.unschedulable ? { unschedulable: true } : {}),
    },
    status: { allocatable, capacity: allocatable, ...(node.images ? { images: node.images } : {}) },
  };
}

export function podOf(pod: SituationPod): Pod {
  const { name = SUBJECT, namespace = NAMESPACE, node, labels, cpu, memory, spec, metadata, status } = pod;
  const requests = { ...(cpu ? { cpu } : {}), ...(memory ? { memory } : {}) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, ...(labels ? { labels } : {}), ...metadata },
    spec: {
      containers: [{ name: 'main', image: 'main', ...(cpu || memory ? { resources: { requests } } : {}) }],
      ...(node ? { nodeName: node } : {}),
      ...spec,
    },
    ...(status ? { status } : {}),
  };
}
