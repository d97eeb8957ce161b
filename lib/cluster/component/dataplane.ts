/** A request on the simulated network: as much of HTTP as simulated applications and probes look at. */
export interface NetworkRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly host: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  /** Who asks: a pod's address, a node's, or an outside client's. */
  readonly sourceIp: string;
}

export interface NetworkResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  /** Milliseconds from the request to the end of the response. */
  readonly duration: number;
}

/** What a connection to an address and port meets. */
export type Reply =
  | { readonly kind: 'response'; readonly response: NetworkResponse }
  /** Nothing listens on the port. */
  | { readonly kind: 'refused' }
  /** The address does not answer: no such pod, or its node is dead. */
  | { readonly kind: 'unreachable' };

/** A pod's network namespace, as long as its sandbox exists. */
export interface NetworkEndpoint {
  /** Answers on `port`, for whichever container listens there. */
  handle(port: number, request: NetworkRequest): Reply;
}

/**
 * The wires between the nodes: which address leads to which pod right now. The kubelets attach the pods they run;
 * whoever sends a request (probes, Services, Ingress) finds them here. It knows nothing of the API.
 */
export class Dataplane {
  private readonly endpoints = new Map<string, NetworkEndpoint>();

  attach(ip: string, endpoint: NetworkEndpoint): void {
    this.endpoints.set(ip, endpoint);
  }

  detach(ip: string): void {
    this.endpoints.delete(ip);
  }

  send(ip: string, port: number, request: NetworkRequest): Reply {
    return this.endpoints.get(ip)?.handle(port, request) ?? UNREACHABLE;
  }
}

const UNREACHABLE: Reply = { kind: 'unreachable' };
