import type { NetworkResponse } from '../component/dataplane';

/** One station of a request on its way. An address is what an endpoint leads to that is no pod. */
export interface Hop {
  readonly kind: 'Client' | 'Pod' | 'Address' | 'Ingress' | 'Service' | 'NodePort' | 'LoadBalancer' | 'DNS';
  /** `namespace/name` of the object, the address, or what the client calls itself. */
  readonly name: string;
  /** What happened there, in a few words: `shop.example.com/api → Service api:80`. */
  readonly detail: string;
}

/** Which pod answered a request, by which hops, or why nobody did. */
export interface Journey {
  readonly url: string;
  readonly hops: readonly Hop[];
  /** The pod that answered, as `namespace/name`. */
  readonly pod: string | undefined;
  /** What the client got; undefined when it got no HTTP answer at all. */
  readonly response: NetworkResponse | undefined;
  /** Why no application answered; undefined when one did. */
  readonly failure: string | undefined;
}

/** The journey as one line: `client → Ingress typical/edge → Service typical/frontend → Pod typical/frontend-x: 200`. */
export function describeJourney({ hops, response, failure }: Journey): string {
  const path = hops.map(({ kind, name }) => (kind === 'Client' ? name : `${kind} ${name}`)).join(' → ');
  return failure ? `${path}: ${failure}` : `${path}: ${response!.status}`;
}
