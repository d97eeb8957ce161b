import type { ContainerPort, PodSpec } from '../../../kube/generated/core-v1';

const ANY = '0.0.0.0';

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

const NO_PORTS: readonly HostPort[] = [];

/** The host ports of the containers that keep running. */
export function hostPortsOf({ initContainers, containers }: PodSpec): readonly HostPort[] {
  let ports: HostPort[] | undefined;
  const collect = (list: readonly ContainerPort[] | undefined) => {
    for (const { hostIP, protocol, hostPort } of list ?? []) {
      if (!hostPort) continue;
      ports ??= [];
      ports.push({ ip: hostIP || ANY, protocol: protocol ?? 'TCP', port: hostPort });
    }
  };
  for (const container of initContainers ?? [])
    if (container.restartPolicy === 'Always') collect(container.ports);
  for (const container of containers) collect(container.ports);
  return ports ?? NO_PORTS;
}

/** The host ports in use on a node. */
export class UsedPorts {
  /** By protocol and port: on which addresses. A set, as in Kubernetes: of two pods with one port, either frees it. */
  private readonly addresses = new Map<string, Set<string>>();

  add({ ip, protocol, port }: HostPort): void {
    const key = `${protocol}/${port}`;
    const used = this.addresses.get(key);
    if (used) used.add(ip);
    else this.addresses.set(key, new Set([ip]));
  }

  remove({ ip, protocol, port }: HostPort): void {
    const key = `${protocol}/${port}`;
    const used = this.addresses.get(key);
    used?.delete(ip);
    if (used?.size === 0) this.addresses.delete(key);
  }

  /** All addresses together conflict with each single one. */
  conflictsWith({ ip, protocol, port }: HostPort): boolean {
    const used = this.addresses.get(`${protocol}/${port}`);
    return used !== undefined && (ip === ANY || used.has(ANY) || used.has(ip));
  }

  clone(): UsedPorts {
    const copy = new UsedPorts();
    for (const [key, used] of this.addresses) copy.addresses.set(key, new Set(used));
    return copy;
  }
}
