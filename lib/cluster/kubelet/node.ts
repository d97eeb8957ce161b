import type { Client } from '../../client/client';
import type { Node, Taint } from '../../kube/generated/core-v1';
import { Nodes } from '../../kube/generated/resources';
import { isStatus } from '../../kube/status';
import type { EventRecorder } from '../component/event-recorder';
import { type MachineFacts, nodeReport } from './node-status';

/** A machine that is to become a node. */
export interface NodeOptions {
  readonly name: string;
  /** Overrides and adds to 4 CPUs, 16Gi of memory, 100Gi of disk and 110 pods. */
  readonly capacity?: { readonly [resource: string]: string };
  readonly labels?: { readonly [key: string]: string };
  readonly taints?: readonly Taint[];
  /** The label `topology.kubernetes.io/zone`. */
  readonly zone?: string;
}

/** The Node that a kubelet registers itself with. */
export function registeredNode({ name, labels, taints, zone }: NodeOptions): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        ...ownLabels(name),
        ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }),
        ...labels,
      },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: taints?.length ? { taints } : {},
  };
}

function ownLabels(name: string): { readonly [key: string]: string } {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  };
}

/** Gives a node that somebody else has made the labels and the pod addresses it lacks. Returns the node as it is then. */
export function completeNode(client: Client, node: Node, podRange: string): Node {
  const { name, labels = {} } = node.metadata;
  const own = ownLabels(name!);
  const missing = Object.keys(own).filter((key) => labels[key] === undefined);
  const needsRange = !node.spec?.podCIDR;
  if (missing.length === 0 && !needsRange) return node;
  return client.patch(Nodes, '', name!, 'merge', {
    metadata: { labels: Object.fromEntries(missing.map((key) => [key, own[key]])) },
    ...(needsRange ? { spec: { podCIDR: podRange, podCIDRs: [podRange] } } : {}),
  });
}

/** Reports a node's status. Returns the node as it is then; undefined if it is gone. */
export function reportNode(
  client: Client,
  events: EventRecorder,
  name: string,
  facts: MachineFacts,
): Node | undefined {
  try {
    const node = client.get(Nodes, '', name);
    const { status, events: news } = nodeReport(node, facts);
    const updated = client.updateStatus(Nodes, { ...node, status });
    // Kubelets give their node's name for its UID in events.
    const reference = { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: name } };
    for (const { type, reason, message } of news)
      if (type === 'Normal') events.normal(reference, reason, message);
      else events.warning(reference, reason, message);
    return updated;
  } catch (error) {
    if (isStatus(error, 'NotFound')) return undefined;
    throw error;
  }
}
