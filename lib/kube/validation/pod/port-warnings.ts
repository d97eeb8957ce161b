import type { FieldPath } from '../../field-path';
import type { ContainerPort, PodSpec } from '../../generated/core-v1';
import { goQuote } from '../../go-format';
import { forEachContainer } from './visit-containers';

interface PlacedPort {
  readonly port: ContainerPort;
  readonly path: FieldPath;
}

/** Ports that are defined twice, or whose definitions overlap. */
export function portWarnings(spec: PodSpec, path: FieldPath): string[] {
  const ports: PlacedPort[] = [];
  forEachContainer(spec, path, (container, at) => {
    container.ports?.forEach((port, index) => {
      ports.push({ port, path: at.child('ports').index(index) });
    });
  });
  return ports.length === 0 ? [] : [...overlaps(ports), ...repeatedNames(ports)];
}

function overlaps(ports: readonly PlacedPort[]): string[] {
  const warnings: string[] = [];
  const byNumber = new Map<string, PlacedPort[]>();
  for (const placed of ports) {
    const { port, path } = placed;
    if (port.hostIP && !port.hostPort)
      warnings.push(`${path}: hostIP set without hostPort: ${printPort(port)}`);
    const key = `${port.containerPort}/${port.protocol ?? ''}`;
    const others = byNumber.get(key);
    if (!others) {
      byNumber.set(key, [placed]);
      continue;
    }
    for (const other of others) {
      const problem = overlap(port, other.port);
      if (problem) warnings.push(`${path}: ${problem} port definition with ${other.path}`);
    }
    others.push(placed);
  }
  return warnings;
}

function overlap(
  { hostIP = '', hostPort = 0 }: ContainerPort,
  { hostIP: otherIp = '', hostPort: otherPort = 0 }: ContainerPort,
): string | undefined {
  if (hostIP === otherIp && hostPort === otherPort) return 'duplicate';
  if (hostPort === 0 || otherPort === 0) return 'overlapping';
  return hostPort === otherPort && (hostIP === '') !== (otherIp === '') ? 'dangerously ambiguous' : undefined;
}

/** As Go prints the structure. */
function printPort(port: ContainerPort): string {
  const { name = '', hostPort = 0, containerPort, protocol, hostIP = '' } = port;
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol ?? ''} HostIP:${hostIP}}`;
}

function repeatedNames(ports: readonly PlacedPort[]): string[] {
  const first = new Map<string, FieldPath>();
  return ports.flatMap(({ port, path }) => {
    if (!port.name) return [];
    const other = first.get(port.name);
    if (!other) {
      first.set(port.name, path);
      return [];
    }
    return [
      `${path}: duplicate port name ${goQuote(port.name)} with ${other}, services and probes that select ports by name will use ${other}`,
    ];
  });
}
