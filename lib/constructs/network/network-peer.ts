import type { NetworkPolicyPeer } from '../../kube/generated/networking-v1';
import { type Labels, NAMESPACE_NAME } from '../authoring/labels';

/** Addresses that are not of the Internet (RFC 1918, RFC 6598, link-local). */
const PRIVATE_RANGES = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

/** Who is at the other end of allowed traffic. */
export class NetworkPeer {
  /** Pods of a namespace by their labels, for a policy in the namespace `seenFrom`. */
  static pods(
    labels: Labels,
    where: { readonly namespace: string; readonly seenFrom?: string },
  ): NetworkPeer {
    const podSelector = { matchLabels: labels };
    return new NetworkPeer(
      where.namespace === where.seenFrom
        ? { podSelector }
        : { namespaceSelector: namespaceSelector(where.namespace), podSelector },
    );
  }

  /** Every pod of a namespace. */
  static namespace(name: string): NetworkPeer {
    return new NetworkPeer({ namespaceSelector: namespaceSelector(name) });
  }

  /** A range of addresses, without the ranges in `except`. */
  static cidr(cidr: string, options: { readonly except?: readonly string[] } = {}): NetworkPeer {
    return new NetworkPeer({ ipBlock: { cidr, ...(options.except && { except: options.except }) } });
  }

  /** Every public IPv4 address: nothing of the cluster, nothing of a private network around it. */
  static internet(): NetworkPeer {
    return NetworkPeer.cidr('0.0.0.0/0', { except: PRIVATE_RANGES });
  }

  private constructor(
    /** As a NetworkPolicy has it. */
    readonly peer: NetworkPolicyPeer,
  ) {}
}

function namespaceSelector(name: string) {
  return { matchLabels: { [NAMESPACE_NAME]: name } };
}
