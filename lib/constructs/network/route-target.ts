import type { IConstruct } from 'constructs';
import type { NetworkPeer } from './network-peer';

/** Something an Ingress can send requests to. */
export interface RouteTarget extends IConstruct {
  /**
   * Lets an Ingress controller in, and says which Service stands for the target. Problems are reported for the source:
   * its author asked for the route.
   */
  acceptRoute(request: RouteRequest): RouteBackend;
}

export interface RouteRequest {
  /** The construct that routes. */
  readonly source: IConstruct;
  /** Who sends the requests. */
  readonly controller: NetworkPeer;
  /**
   * Which port of the target's Service, by number or name.
   *
   * @default the main port
   */
  readonly port?: number | string;
}

/** The Service of a target, and its port. */
export interface RouteBackend {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}
