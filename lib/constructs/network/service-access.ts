import type { IConstruct } from 'constructs';
import { describeConstruct } from '../authoring/construct-error';
import { report } from '../authoring/report';
import type { KubeApiObject } from '../kube-api-object';
import type { Workload } from '../workload';
import { type Connection, type ConnectionRequest, urlVariable } from './connection';
import { NetworkPeer } from './network-peer';
import type { RouteBackend, RouteRequest } from './route-target';
import type { ExposedPort, ServicePorts } from './service-ports';

export interface ServiceAccessProps {
  /** The construct others name. */
  readonly owner: IConstruct;
  readonly workload: Workload;
  readonly ports: ServicePorts;
  /** Of the URL that others get: `http`. */
  readonly scheme: string;
  /** The port such a URL need not name. */
  readonly schemePort?: number;
  /** What runs the pods: others start after it. */
  readonly runner: KubeApiObject;
}

/** A Service as others reach it: who is let in, and what they are told. */
export class ServiceAccess {
  constructor(private readonly props: ServiceAccessProps) {}

  /** The object to wait for, as `config.kubernetes.io/depends-on` names it. */
  get dependsOnName(): string {
    const { runner, workload } = this.props;
    return `${runner.apiGroup}/namespaces/${workload.namespace}/${runner.kind}/${workload.name}`;
  }

  /** Lets a peer that is no construct reach a port. */
  allowFrom(peer: NetworkPeer, port?: number | string): void {
    const { owner, workload } = this.props;
    workload.traffic.allowFrom(peer, this.exposedPort(owner, 'port', port).targetPort);
  }

  accept(request: ConnectionRequest): Connection {
    const { workload, ports, scheme, schemePort } = this.props;
    const { port, name, traffic } = this.admit(request);
    const variable = urlVariable(workload.name, name === ports.main.name ? undefined : name);
    const host = this.hostFor(request);
    return {
      environment: {
        [request.options.env ?? variable]: `${scheme}://${host}${port === schemePort ? '' : `:${port}`}`,
      },
      traffic,
      startsAfter: this.dependsOnName,
    };
  }

  /** Lets the asking pods in, and says on which port. */
  admit({
    source,
    selector,
    namespace,
    options,
  }: ConnectionRequest): ExposedPort & Pick<Connection, 'traffic'> {
    const { workload } = this.props;
    const exposed = this.exposedPort(source, 'connectsTo', options.port);
    workload.traffic.allowFrom(
      NetworkPeer.pods(selector, { namespace, seenFrom: workload.namespace }),
      exposed.targetPort,
    );
    const peer = NetworkPeer.pods(workload.selector, { namespace: workload.namespace, seenFrom: namespace });
    return { ...exposed, traffic: [{ peer, ports: [exposed.targetPort] }] };
  }

  /** The name under which pods of a namespace find the Service. */
  hostFor({ namespace }: Pick<ConnectionRequest, 'namespace'>): string {
    const { workload } = this.props;
    return namespace === workload.namespace ? workload.name : `${workload.name}.${workload.namespace}.svc`;
  }

  acceptRoute({ source, controller, port }: RouteRequest): RouteBackend {
    const { workload } = this.props;
    const exposed = this.exposedPort(source, 'port', port);
    workload.traffic.allowFrom(controller, exposed.targetPort);
    return { namespace: workload.namespace, service: workload.name, port: exposed.port };
  }

  private exposedPort(asking: IConstruct, field: string, wanted: number | string | undefined): ExposedPort {
    const { owner, ports } = this.props;
    const found = wanted === undefined ? ports.main : ports.find(wanted);
    if (!found) {
      report(asking, {
        field,
        message: `${describeConstruct(owner)} has no port ${wanted}; its Service has ${ports}`,
      });
    }
    return found ?? ports.main;
  }
}
