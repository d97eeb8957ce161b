import type { Pod } from './generated/core-v1';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from './generated/networking-v1';
import { contains, parseCidr, parseIp } from './ip';
import { LabelSelector } from './selectors/label-selector';

/** One end of a connection, as NetworkPolicies see it. */
export interface Peer {
  readonly ip: string;
  /** Absent for an address outside of the cluster. */
  readonly pod?: {
    readonly namespace: string;
    readonly labels: { readonly [key: string]: string };
    readonly namespaceLabels: { readonly [key: string]: string };
    /** For named ports. */
    readonly object?: Pod;
  };
}

export interface Connection {
  readonly from: Peer;
  readonly to: Peer;
  /** The pod's own port. */
  readonly port: number;
  readonly protocol: string;
}

/** The policies that isolate an end of a connection without allowing it; empty when it is allowed. */
export function forbiddingPolicies(
  policies: readonly NetworkPolicy[],
  connection: Connection,
): readonly NetworkPolicy[] {
  return [...blocking(policies, connection, 'Egress'), ...blocking(policies, connection, 'Ingress')];
}

/** Policies add up: one that allows it is enough, none that selects the pod means that it is not isolated. */
function blocking(
  policies: readonly NetworkPolicy[],
  connection: Connection,
  direction: 'Ingress' | 'Egress',
): readonly NetworkPolicy[] {
  const subject = direction === 'Ingress' ? connection.to : connection.from;
  const other = direction === 'Ingress' ? connection.from : connection.to;
  if (!subject.pod) return [];
  const applying = policies.filter(
    (policy) => selects(policy, subject) && typesOf(policy).includes(direction),
  );
  const allowed = applying.some((policy) => allows(policy, direction, other, connection));
  return allowed ? [] : applying;
}

function selects({ metadata, spec }: NetworkPolicy, { pod }: Peer): boolean {
  return (
    metadata.namespace === pod!.namespace && LabelSelector.of(spec?.podSelector ?? {}).matches(pod!.labels)
  );
}

/** Ingress always, Egress when there are egress rules, unless the policy says which (it does once it is stored). */
function typesOf({ spec }: NetworkPolicy): readonly string[] {
  return spec?.policyTypes ?? (spec?.egress ? ['Ingress', 'Egress'] : ['Ingress']);
}

function allows(
  policy: NetworkPolicy,
  direction: 'Ingress' | 'Egress',
  other: Peer,
  connection: Connection,
): boolean {
  const rules =
    direction === 'Ingress'
      ? policy.spec?.ingress?.map(({ from, ports }) => ({ peers: from, ports }))
      : policy.spec?.egress?.map(({ to, ports }) => ({ peers: to, ports }));
  return (rules ?? []).some(
    ({ peers, ports }) =>
      (!peers?.length || peers.some((peer) => isPeer(peer, other, policy.metadata.namespace!))) &&
      (!ports?.length || ports.some((port) => isPort(port, connection))),
  );
}

function isPeer(
  { ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer,
  other: Peer,
  namespace: string,
): boolean {
  if (ipBlock)
    return inCidr(other.ip, ipBlock.cidr) && !ipBlock.except?.some((cidr) => inCidr(other.ip, cidr));
  if (!other.pod) return false;
  const inNamespace = namespaceSelector
    ? LabelSelector.of(namespaceSelector).matches(other.pod.namespaceLabels)
    : other.pod.namespace === namespace;
  return inNamespace && (!podSelector || LabelSelector.of(podSelector).matches(other.pod.labels));
}

function isPort({ port, endPort, protocol = 'TCP' }: NetworkPolicyPort, connection: Connection): boolean {
  if (protocol !== connection.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'string') return namedPort(connection.to.pod?.object, port) === connection.port;
  return endPort === undefined
    ? port === connection.port
    : connection.port >= port && connection.port <= endPort;
}

function namedPort(pod: Pod | undefined, name: string): number | undefined {
  for (const container of pod?.spec?.containers ?? [])
    for (const port of container.ports ?? []) if (port.name === name) return port.containerPort;
  return undefined;
}

function inCidr(ip: string, cidr: string): boolean {
  const network = parseCidr(cidr);
  const address = parseIp(ip);
  return network !== undefined && address !== undefined && contains(network, address);
}
