import type { Construct } from 'constructs';
import type { NetworkPolicy, NetworkPolicyPort, NetworkPolicySpec } from '../../kube/generated/networking-v1';
import { NetworkPolicies } from '../../kube/generated/resources';
import type { Labels } from '../authoring/labels';
import { KubeApiObject } from '../kube-api-object';
import { NetworkPeer } from './network-peer';

export interface TrafficRulesProps {
  /** Name of the NetworkPolicy. */
  readonly name: string;
  /** Labels of the NetworkPolicy. */
  readonly labels: Labels;
  /** The pods it is about. A function is called at synthesis. */
  readonly selector: Labels | (() => Labels);
  /** Whether a NetworkPolicy is made at all. */
  readonly enabled: boolean;
}

/** Number or name. At least one: a rule without ports would mean every port. */
export type TrafficPorts = readonly [number | string, ...(number | string)[]];

interface Rule {
  readonly peer: NetworkPeer;
  readonly ports: Set<number | string>;
}

/** Where every pod asks for names; it answers over UDP, and over TCP when the answer is long. */
const DNS = NetworkPeer.pods({ 'k8s-app': 'kube-dns' }, { namespace: 'kube-system' });
const DNS_PORTS: readonly NetworkPolicyPort[] = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP', port: 53 },
];

/** What traffic some pods may have: their NetworkPolicy, which is made with the first rule. */
export class TrafficRules {
  private readonly ingress = new Map<string, Rule>();
  private readonly egress = new Map<string, Rule>();
  private object: KubeApiObject<NetworkPolicy> | undefined;

  constructor(
    private readonly owner: Construct,
    private readonly props: TrafficRulesProps,
  ) {}

  /** The policy, once there is a rule. */
  get policy(): KubeApiObject<NetworkPolicy> | undefined {
    return this.object;
  }

  /** Lets a peer reach the pods, on TCP ports of theirs (not those of a Service). */
  allowFrom(peer: NetworkPeer, ...ports: TrafficPorts): this {
    return this.allow(this.ingress, peer, ports);
  }

  /** Lets the pods reach a peer on TCP ports of its own; with it they may resolve names. */
  allowTo(peer: NetworkPeer, ...ports: TrafficPorts): this {
    return this.allow(this.egress, peer, ports);
  }

  private allow(rules: Map<string, Rule>, peer: NetworkPeer, ports: TrafficPorts): this {
    if (!this.props.enabled) return this;
    const key = JSON.stringify(peer.peer);
    const rule = rules.get(key) ?? { peer, ports: new Set() };
    for (const port of ports) rule.ports.add(port);
    rules.set(key, rule);
    this.object ??= this.makePolicy();
    return this;
  }

  private makePolicy(): KubeApiObject<NetworkPolicy> {
    const { name, labels } = this.props;
    return new KubeApiObject(this.owner, 'NetworkPolicy', NetworkPolicies, {
      name,
      labels,
      fields: { spec: () => this.spec() },
    });
  }

  private spec(): NetworkPolicySpec {
    const { selector } = this.props;
    const ingress = [...this.ingress.values()].map(({ peer, ports }) => ({
      from: [peer.peer],
      ports: tcp(ports),
    }));
    const egress = [...this.egress.values()].map(({ peer, ports }) => ({
      to: [peer.peer],
      ports: tcp(ports),
    }));
    if (egress.length > 0) egress.unshift({ to: [DNS.peer], ports: DNS_PORTS });
    return {
      podSelector: { matchLabels: typeof selector === 'function' ? selector() : selector },
      policyTypes: [
        ...(ingress.length > 0 ? (['Ingress'] as const) : []),
        ...(egress.length > 0 ? (['Egress'] as const) : []),
      ],
      ...(ingress.length > 0 && { ingress }),
      ...(egress.length > 0 && { egress }),
    };
  }
}

function tcp(ports: Iterable<number | string>): readonly NetworkPolicyPort[] {
  return [...ports].map((port) => ({ protocol: 'TCP', port }));
}
