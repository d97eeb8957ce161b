import { type FieldError, invalidObject, invalidValue } from '../../../kube/field-error';
import { FieldPath } from '../../../kube/field-path';
import { equal } from '../../../kube/frozen';
import type { Service, ServicePort, ServiceSpec } from '../../../kube/generated/core-v1';
import { parseIp } from '../../../kube/ip';
import type { KubeObject } from '../../../kube/object';
import { internalError } from '../../../kube/status';
import { type IpAllocator, ProvidedIpError } from '../allocation/ip-allocator';
import { type PortAllocator, ProvidedPortError } from '../allocation/port-allocator';
import type { RegistryHooks } from '../registry';

const KIND = { group: '', version: 'v1', kind: 'Service' };
const SPEC = FieldPath.of('spec');

/** Gives Services their cluster IP and node ports, and takes them back. */
export function serviceHooks(ips: IpAllocator, nodePorts: PortAllocator): RegistryHooks {
  return {
    beforeCreate: (object) => allocate(object as Service, undefined, ips, nodePorts),
    beforeUpdate: (object, old) => allocate(object as Service, old as Service, ips, nodePorts),
    afterWrite: (object, old) => {
      for (const ip of clusterIps(old)) if (!clusterIps(object).includes(ip)) ips.release(ip);
      for (const port of portsOf(old)) if (!portsOf(object).includes(port)) nodePorts.release(port);
      for (const ip of clusterIps(object)) ips.take(ip);
      for (const port of portsOf(object)) nodePorts.take(port);
    },
    afterRemove: (object) => {
      for (const ip of clusterIps(object)) ips.release(ip);
      for (const port of portsOf(object)) nodePorts.release(port);
    },
  };
}

/** Chooses what is missing and refuses what is taken; nothing is reserved before the write succeeds. */
function allocate(
  service: Service,
  old: Service | undefined,
  ips: IpAllocator,
  nodePorts: PortAllocator,
): KubeObject {
  const errors: FieldError[] = [];
  const spec = withNodePorts(withClusterIp(service.spec!, old, ips, errors), old, nodePorts, errors);
  if (errors.length) throw invalidObject(KIND, service.metadata.name!, errors);
  return spec === service.spec ? service : ({ ...service, spec } as Service);
}

function withClusterIp(
  spec: ServiceSpec,
  old: Service | undefined,
  ips: IpAllocator,
  errors: FieldError[],
): ServiceSpec {
  if (spec.type === 'ExternalName') return spec;
  const asked = spec.clusterIP;
  // A list without its first address apart is for validation to refuse, as what is no address.
  if ((!asked && spec.clusterIPs?.length) || (asked && asked !== 'None' && !parseIp(asked))) return spec;
  if (!asked) {
    const kept = old?.spec?.type !== 'ExternalName' ? old?.spec?.clusterIP : undefined;
    const ip = kept || ips.next();
    if (!ip) throw internalError('failed to allocate a serviceIP: range is full');
    return { ...spec, clusterIP: ip, clusterIPs: [ip] };
  }
  const held = old?.spec?.type === 'ExternalName' ? undefined : old?.spec?.clusterIP;
  // Who has an address keeps it: validation says so.
  if (held && asked !== held) return withSameAddresses(spec, old!);
  if (asked !== 'None' && asked !== held) {
    try {
      ips.check(asked);
    } catch (error) {
      if (!(error instanceof ProvidedIpError)) throw error;
      errors.push(
        invalidValue(SPEC.child('clusterIPs'), [asked], `failed to allocate IP ${asked}: ${error.message}`),
      );
    }
  }
  return spec.clusterIP && spec.clusterIPs?.length
    ? spec
    : { ...spec, clusterIP: asked, clusterIPs: [asked] };
}

/** A new `clusterIP` stands for the list as well, as long as that was not changed, too. */
function withSameAddresses(spec: ServiceSpec, { spec: old }: Service): ServiceSpec {
  const isListNew = !equal(spec.clusterIPs, old?.clusterIPs);
  return isListNew || !spec.clusterIP ? spec : { ...spec, clusterIPs: [spec.clusterIP] };
}

function withNodePorts(
  spec: ServiceSpec,
  old: Service | undefined,
  nodePorts: PortAllocator,
  errors: FieldError[],
): ServiceSpec {
  const exposed =
    spec.type === 'NodePort' ||
    (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
  if (!exposed || !spec.ports) return spec;
  const held = new Set(portsOf(old));
  const chosen = new Set<number>();
  // The protocols of one port share its node port, in a Service that is new.
  const shared = new Map<number, number>();
  const ports = spec.ports.map((port, index): ServicePort => {
    const known = shared.get(port.port);
    const wanted = port.nodePort || known || (old ? previousNodePort(old, port) : wantedFor(port, spec));
    if (wanted && wanted !== known && !held.has(wanted)) {
      const problem = problemWith(wanted, nodePorts, old ? undefined : chosen);
      if (problem) errors.push(invalidValue(nodePortPath(index), wanted, problem));
    }
    const nodePort = wanted || nodePorts.next(chosen);
    if (!nodePort) throw internalError('failed to allocate a nodePort: range is full');
    chosen.add(nodePort);
    if (!old && known === undefined) shared.set(port.port, nodePort);
    return port.nodePort === nodePort ? port : { ...port, nodePort };
  });
  return ports.every((port, index) => port === spec.ports![index]) ? spec : { ...spec, ports };
}

const nodePortPath = (index: number) => SPEC.child('ports').index(index).child('nodePort');

/** What the Service asks for with another protocol of the same port. */
function wantedFor({ port }: ServicePort, { ports = [] }: ServiceSpec): number | undefined {
  return ports.find((other) => other.port === port && other.nodePort)?.nodePort;
}

/** Why a node port cannot be had. @param chosen by the Service itself, until now */
function problemWith(
  port: number,
  nodePorts: PortAllocator,
  chosen: ReadonlySet<number> | undefined,
): string | undefined {
  try {
    nodePorts.check(port, chosen);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProvidedPortError)) throw error;
    return error.message;
  }
}

function previousNodePort(old: Service, { port, protocol }: ServicePort): number | undefined {
  return old.spec?.ports?.find((one) => one.port === port && one.protocol === protocol)?.nodePort;
}

function clusterIps(service: KubeObject | undefined): readonly string[] {
  return (service as Service | undefined)?.spec?.clusterIPs?.filter((ip) => ip !== 'None') ?? [];
}

function portsOf(service: KubeObject | undefined): readonly number[] {
  return (
    (service as Service | undefined)?.spec?.ports?.flatMap(({ nodePort }) => (nodePort ? [nodePort] : [])) ??
    []
  );
}
