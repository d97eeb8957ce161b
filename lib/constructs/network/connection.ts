import type { IConstruct } from 'constructs';
import type { Labels } from '../authoring/labels';
import type { EnvironmentVariables } from '../pod/environment';
import type { NetworkPeer } from './network-peer';
import type { TrafficPorts } from './traffic-rules';

/** Something a workload can connect to: another workload, a database, a server outside of the cluster. */
export interface ConnectionTarget {
  /**
   * Lets a workload in, and says how it gets here. Problems are reported for the source: its author asked for the
   * connection.
   */
  accept(request: ConnectionRequest): Connection;
}

/** Who wants to connect, and how. */
export interface ConnectionRequest {
  /** The construct that connects. */
  readonly source: IConstruct;
  /** The labels its pods are selected by. */
  readonly selector: Labels;
  /** The namespace of its pods. */
  readonly namespace: string;
  readonly options: ConnectionOptions;
}

export interface ConnectionOptions {
  /**
   * Name of the environment variable that holds the address.
   *
   * @default the target's name and `_URL`: `API_URL`
   */
  readonly env?: string;
  /**
   * Which port of the target, by number or name.
   *
   * @default the main port
   */
  readonly port?: number | string;
}

/** What a connection gives to its source. */
export interface Connection {
  /** Environment variables by which the source finds the target. */
  readonly environment: EnvironmentVariables;
  /** Whom the source's pods must be allowed to reach, on ports of theirs. */
  readonly traffic: readonly { readonly peer: NetworkPeer; readonly ports: TrafficPorts }[];
  /**
   * The object that must be ready before the source starts, as `config.kubernetes.io/depends-on` names it.
   *
   * @default none
   */
  readonly startsAfter?: string;
}

/** A target alone, or with options: `connectsTo: [api, { to: ledger, env: 'LEDGER' }]`. */
export type ConnectionSpec = ConnectionTarget | ({ readonly to: ConnectionTarget } & ConnectionOptions);

/** `payment-api` gives `PAYMENT_API_URL`; a port that is not the main one is named in between. */
export function urlVariable(name: string, port?: string): string {
  return [name, port, 'URL']
    .filter((part) => part !== undefined)
    .join('_')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}
