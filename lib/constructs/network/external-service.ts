import type { IConstruct } from 'constructs';
import { isCidr } from '../../kube/names';
import { checkText } from '../authoring/names';
import { report } from '../authoring/report';
import { type Connection, type ConnectionRequest, type ConnectionTarget, urlVariable } from './connection';
import { NetworkPeer } from './network-peer';

export interface ExternalServiceProps {
  /** Name from which the environment variable is made: `payments` gives `PAYMENTS_URL`. */
  readonly name: string;
  /** Where it is: `https://payments.example.com`. Without a port in it, the scheme's own. */
  readonly url: string;
  /**
   * The ranges its addresses are from; a NetworkPolicy knows no host names.
   *
   * @default every public IPv4 address
   */
  readonly cidrs?: readonly string[];
}

const SCHEME_PORTS: { readonly [scheme: string]: number } = { 'http:': 80, 'https:': 443 };

/** A server outside of the cluster, as something to connect to. It makes no object of its own. */
export class ExternalService implements ConnectionTarget {
  constructor(private readonly props: ExternalServiceProps) {}

  accept({ source, options }: ConnectionRequest): Connection {
    const { name, url, cidrs } = this.props;
    const port = this.portFor(source, options.port);
    const peers = cidrs ? cidrs.map((cidr) => cidrPeer(source, cidr)) : [NetworkPeer.internet()];
    return {
      environment: { [options.env ?? urlVariable(name)]: url },
      traffic: peers.map((peer) => ({ peer, ports: [port] })),
    };
  }

  private portFor(source: IConstruct, wanted: number | string | undefined): number {
    const { name, url } = this.props;
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    const port = Number(parsed?.port) || SCHEME_PORTS[parsed?.protocol ?? ''];
    if (!parsed?.hostname || port === undefined) {
      report(source, {
        field: 'connectsTo',
        message: `the url of external service ${JSON.stringify(name)} is ${JSON.stringify(url)}, which names no host and port`,
        fix: 'write it as https://host or tcp://host:5432',
      });
    } else if (wanted !== undefined && wanted !== port) {
      report(source, {
        field: 'connectsTo',
        message: `port ${wanted} is asked for, but external service ${JSON.stringify(name)} is at ${url}, port ${port}`,
      });
    }
    return port ?? 0;
  }
}

function cidrPeer(source: IConstruct, cidr: string): NetworkPeer {
  const rule = { check: isCidr, what: 'a range of addresses' };
  checkText(source, 'connectsTo', cidr, rule, 'write 203.0.113.7/32 for one address');
  return NetworkPeer.cidr(cidr);
}
