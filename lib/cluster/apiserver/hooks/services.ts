import { type FieldError, invalidObject, invalidValue } from '../../../kube/field-error';
import { FieldPath } from '../../../kube/field-path';
import type { Service, ServicePort, ServiceSpec } from '../../../kube/generated/core-v1';
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
  const asked = spec.clusterIP || spec.clusterIPs?.[0];
  if (!asked) {
    const kept = old?.spec?.type !== 'ExternalName' ? old?.spec?.clusterIP : undefined;
    const ip = kept || ips.next();
    if (!ip) throw internalError('failed to allocate a serviceIP: range is full');
    return { ...spec, clusterIP: ip, clusterIPs: [ip] };
  }
  if (asked !== 'None' && asked !== old?.spec?.clusterIP) {
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
  const chosen = new Map<string, number>();
  const ports = spec.ports.map((port, index): ServicePort => {
    if (!port.nodePort) {
      const nodePort = previousNodePort(old, port) ?? nodePorts.next(new Set(chosen.values()));
      if (!nodePort) throw internalError('failed to allocate a nodePort: range is full');
      chosen.set(`${index}`, nodePort);
      return { ...port, nodePort };
    }
    if (!held.has(port.nodePort)) {
      try {
        nodePorts.check(port.nodePort);
      } catch (error) {
        if (!(error instanceof ProvidedPortError)) throw error;
        errors.push(
          invalidValue(SPEC.child('ports').index(index).child('nodePort'), port.nodePort, error.message),
        );
      }
    }
    chosen.set(`${index}`, port.nodePort);
    return port;
  });
  return ports.every((port, index) => port === spec.ports![index]) ? spec : { ...spec, ports };
}

function previousNodePort(old: Service | undefined, { port, protocol }: ServicePort): number | undefined {
  return old?.spec?.ports?.find((one) => one.port === port && one.protocol === protocol)?.nodePort;
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
