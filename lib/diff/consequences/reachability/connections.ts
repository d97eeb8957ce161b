import { memoize } from '../../../kube/frozen';
import type { Pod } from '../../../kube/generated/core-v1';
import type { NetworkPolicy } from '../../../kube/generated/networking-v1';
import { forbiddingPolicies, type Peer } from '../../../kube/network-policy';
import type { Relations } from '../../../kube/relations/relations';
import { declaredPorts } from '../../../kube/relations/service-endpoints';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { StatusError } from '../../../kube/status';
import { podSpecOf, type Workload } from '../../../kube/workloads';

/** The world beyond the cluster, of which policies speak by addresses only. */
export const OUTSIDE = 'outside';
export type End = Workload | typeof OUTSIDE;

export interface Port {
  readonly number: number;
  readonly protocol: string;
}

/** Whether the NetworkPolicies of one side let pods of one workload, or the world outside, connect to another. */
export function mayConnect(from: End, to: End, port: Port, relations: Relations): boolean {
  const policies = [from, to].flatMap((end) =>
    end === OUTSIDE ? [] : relations.policiesIn(end.namespace).filter(isSound),
  );
  if (policies.length === 0) return true;
  const connection = {
    from: peerOf(from, relations),
    to: peerOf(to, relations),
    port: port.number,
    protocol: port.protocol,
  };
  return forbiddingPolicies([...new Set(policies)], connection).length === 0;
}

/** What the containers of a workload listen on; a usual port where they do not say. */
export function portsOf(end: End): readonly Port[] {
  if (end === OUTSIDE) return [{ number: 443, protocol: 'TCP' }];
  const ports = [...declaredPorts(podSpecOf(end))].map(({ containerPort, protocol = 'TCP' }) => ({
    number: containerPort,
    protocol,
  }));
  return ports.length > 0 ? ports : [{ number: 80, protocol: 'TCP' }];
}

/** Whether the API server would store a policy, as far as its selectors go: another one forbids nothing. */
const isSound = memoize(({ spec }: NetworkPolicy): boolean => {
  const rules = [
    ...(spec?.ingress ?? []).map(({ from }) => from),
    ...(spec?.egress ?? []).map(({ to }) => to),
  ];
  const peers = rules.flatMap((list) => list ?? []);
  try {
    for (const selector of [
      spec?.podSelector,
      ...peers.flatMap((one) => [one.podSelector, one.namespaceSelector]),
    ])
      LabelSelector.of(selector);
    return true;
  } catch (error) {
    if (error instanceof StatusError) return false;
    throw error;
  }
});

/** Nobody knows the addresses of pods beforehand: these are in no range that policies usually name. */
const POD_ADDRESS = '192.0.2.1';
const OUTSIDE_ADDRESS = '203.0.113.1';

function peerOf(end: End, relations: Relations): Peer {
  if (end === OUTSIDE) return { ip: OUTSIDE_ADDRESS };
  const { namespace, labels } = end;
  return {
    ip: POD_ADDRESS,
    pod: { namespace, labels, namespaceLabels: relations.namespaceLabels(namespace), object: podOf(end) },
  };
}

const podOf = memoize(
  ({ template, name }: Workload): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name },
    spec: template.spec,
  }),
);
