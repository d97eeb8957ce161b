import { memoize } from '../frozen';
import type { Pod } from '../generated/core-v1';
import type { NetworkPolicy } from '../generated/networking-v1';
import { forbiddingPolicies, type Peer } from '../network-policy';
import { LabelSelector } from '../selectors/label-selector';
import { StatusError } from '../status';
import { podSpecOf, type Workload } from '../workloads';
import type { Relations } from './relations';
import { declaredPorts } from './service-endpoints';

/** The world beyond the cluster, of which policies speak by addresses only. */
export const OUTSIDE = 'outside';
export type End = Workload | typeof OUTSIDE;

export interface Port {
  readonly number: number;
  readonly protocol: string;
}

/** Whether the NetworkPolicies let pods of one workload, or the world outside, connect to another. */
export function mayConnect(from: End, to: End, port: Port, relations: Relations): boolean {
  return policiesAgainst(from, to, port, relations).length === 0;
}

/** The NetworkPolicies that isolate one of the ends, and of which none allows the connection. */
export function policiesAgainst(
  from: End,
  to: End,
  port: Port,
  relations: Relations,
): readonly NetworkPolicy[] {
  const policies = [from, to].flatMap((end) =>
    end === OUTSIDE ? [] : relations.policiesOf(end).filter(isSound),
  );
  if (policies.length === 0) return policies;
  const connection = {
    from: peerOf(from, relations),
    to: peerOf(to, relations),
    port: port.number,
    protocol: port.protocol,
  };
  return forbiddingPolicies([...new Set(policies)], connection);
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
