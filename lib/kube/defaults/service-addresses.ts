import { type FieldError, invalidObject, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import type { Service, ServicePort, ServiceSpec } from '../generated/core-v1';
import { parseIp } from '../ip';
import {
  allocatesNodePorts,
  HEADLESS,
  needsClusterIp,
  needsHealthCheckNodePort,
  specOf,
} from '../service-kinds';
import { validateClusterIps } from '../validation/service-addresses';
import { changeEach, withField } from './defaulting';

/**
 * The addresses of a Service on a cluster whose Services have IPv4 addresses only. What is here happens around the
 * allocation of addresses and ports: before it (all of this), so that an allocator only has to fill what is missing.
 */

const CLUSTER_FAMILY = 'IPv4';
const SERVICE = { group: '', version: 'v1', kind: 'Service' };
const SPEC = FieldPath.of('spec');

type IpFamily = NonNullable<ServiceSpec['ipFamilies']>[number];

/** Addresses as they are asked for, with families and policy. Throws the `Status` of a Service it cannot have. */
export function withAddresses(service: Service, old?: Service): Service {
  const given = specOf(service);
  const oldSpec = old && specOf(old);
  const kept = oldSpec ? withAllocatedValues(given, oldSpec) : given;
  const addressed = withIpFamilies(withClusterIps(kept, oldSpec), oldSpec, service.metadata.name ?? '');
  const spec = withoutInternalPolicy(addressed);
  return spec === given ? service : { ...service, spec };
}

/** An ExternalName Service shows no policy, whatever it was given. */
function withoutInternalPolicy(spec: ServiceSpec): ServiceSpec {
  const { type, internalTrafficPolicy } = spec;
  const hides = type === 'ExternalName' && ['Cluster', 'Local'].includes(internalTrafficPolicy ?? '');
  return hides ? withField(spec, 'internalTrafficPolicy', undefined) : spec;
}

/** An update that says nothing about an allocated value keeps it. */
function withAllocatedValues(given: ServiceSpec, old: ServiceSpec): ServiceSpec {
  let spec = given;
  if (needsClusterIp(old) && needsClusterIp(spec)) {
    if (!spec.clusterIP && old.clusterIP) spec = { ...spec, clusterIP: old.clusterIP };
    if (!spec.clusterIPs?.length && old.clusterIPs?.length) spec = { ...spec, clusterIPs: old.clusterIPs };
  }
  if (spec.ports && allocatesNodePorts(old) && allocatesNodePorts(spec)) {
    const ports = withNodePorts(spec.ports, old.ports ?? []);
    if (ports !== spec.ports) spec = { ...spec, ports };
  }
  if (needsHealthCheckNodePort(old) && needsHealthCheckNodePort(spec) && !spec.healthCheckNodePort)
    spec = { ...spec, healthCheckNodePort: old.healthCheckNodePort };
  return spec;
}

function withNodePorts(ports: readonly ServicePort[], old: readonly ServicePort[]): readonly ServicePort[] {
  const taken = new Set(ports.map((port) => port.nodePort));
  const byName = new Map(old.map((port) => [port.name ?? '', port.nodePort]));
  return changeEach(ports, (port) => {
    const nodePort = byName.get(port.name ?? '');
    return port.nodePort || !nodePort || taken.has(nodePort) ? port : { ...port, nodePort };
  });
}

/** `clusterIP` and `clusterIPs` say the same, whichever of them a client knows. */
function withClusterIps(spec: ServiceSpec, old: ServiceSpec | undefined): ServiceSpec {
  const { clusterIP = '', clusterIPs = [] } = spec;
  if (!old) return clusterIP && clusterIPs.length === 0 ? { ...spec, clusterIPs: [clusterIP] } : spec;
  const { clusterIP: oldClusterIP = '', clusterIPs: oldClusterIPs = [] } = old;
  if (oldClusterIP === clusterIP)
    return oldClusterIPs.length > 0 && clusterIPs.length === 0
      ? { ...spec, clusterIPs: oldClusterIPs }
      : spec;
  if (!sameList(oldClusterIPs, clusterIPs)) return spec;
  if (clusterIP) return { ...spec, clusterIPs: [clusterIP] };
  return withField(spec, 'clusterIPs', undefined);
}

function sameList(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index]);
}

function withIpFamilies(given: ServiceSpec, old: ServiceSpec | undefined, name: string): ServiceSpec {
  if (!needsClusterIp(given) || (old && keepsPreferredDualStack(given, old))) return given;
  let spec = given.ipFamilyPolicy ? given : { ...given, ipFamilyPolicy: policyOf(given, old) };
  const errors: FieldError[] = [];
  validateClusterIps(spec, old, errors);
  refuse(name, errors);
  if (old) spec = released(spec, old, errors);
  if (spec.ipFamilyPolicy === 'SingleStack') validateSingleStack(spec, errors);
  spec = withFamiliesOfAddresses(spec, errors);
  refuse(name, errors);
  const families = spec.ipFamilies?.length ? spec.ipFamilies : [CLUSTER_FAMILY as IpFamily];
  if (spec.clusterIP === HEADLESS && isEmpty(spec.selector)) return withBothFamilies(spec, families);
  validateFamilies(spec, errors);
  refuse(name, errors);
  return families === spec.ipFamilies ? spec : { ...spec, ipFamilies: families };
}

const isEmpty = (selector: ServiceSpec['selector']) => !selector || Object.keys(selector).length === 0;

/** Nothing of a dual-stack preference changed, so nothing is worked out again. */
function keepsPreferredDualStack(spec: ServiceSpec, old: ServiceSpec): boolean {
  return (
    spec.ipFamilyPolicy === 'PreferDualStack' &&
    old.type === spec.type &&
    (!old.ipFamilyPolicy || old.ipFamilyPolicy === 'PreferDualStack') &&
    sameList(old.clusterIPs, spec.clusterIPs) &&
    sameList(old.ipFamilies, spec.ipFamilies)
  );
}

/** A headless Service without a selector may have endpoints of both families, whatever the cluster has. */
function policyOf(spec: ServiceSpec, old: ServiceSpec | undefined): ServiceSpec['ipFamilyPolicy'] {
  if (old?.ipFamilyPolicy) return old.ipFamilyPolicy;
  return spec.clusterIP === HEADLESS && isEmpty(spec.selector) ? 'RequireDualStack' : 'SingleStack';
}

/** Going back to one family gives up the second address. */
function released(given: ServiceSpec, old: ServiceSpec, errors: FieldError[]): ServiceSpec {
  let spec = given;
  const { ipFamilyPolicy, clusterIPs = [], ipFamilies = [] } = spec;
  if (ipFamilyPolicy === 'SingleStack') {
    if (clusterIPs.length > 1 && sameList(old.clusterIPs, clusterIPs))
      spec = { ...spec, clusterIPs: clusterIPs.slice(0, 1) };
    if (ipFamilies.length > 1 && sameList(old.ipFamilies, ipFamilies))
      spec = { ...spec, ipFamilies: ipFamilies.slice(0, 1) };
    return spec;
  }
  const refuseFor = (what: string) =>
    errors.push(
      invalidValue(
        SPEC.child('ipFamilyPolicy'),
        ipFamilyPolicy,
        `must be 'SingleStack' to release the secondary ${what}`,
      ),
    );
  if (clusterIPs.length > 0 && clusterIPs.length < (old.clusterIPs ?? []).length) refuseFor('cluster IP');
  if (ipFamilies.length > 0 && ipFamilies.length < (old.ipFamilies ?? []).length) refuseFor('IP family');
  return spec;
}

function validateSingleStack(
  { ipFamilyPolicy, clusterIPs, ipFamilies }: ServiceSpec,
  errors: FieldError[],
): void {
  const refuseFor = (what: string) =>
    errors.push(
      invalidValue(
        SPEC.child('ipFamilyPolicy'),
        ipFamilyPolicy,
        `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`,
      ),
    );
  if (clusterIPs?.length === 2) refuseFor('cluster IPs');
  if (ipFamilies?.length === 2) refuseFor('IP families');
}

function withFamiliesOfAddresses(spec: ServiceSpec, errors: FieldError[]): ServiceSpec {
  const families: IpFamily[] = [...(spec.ipFamilies ?? [])];
  const { clusterIPs = [] } = spec;
  for (const [index, address] of clusterIPs.entries()) {
    if (address === HEADLESS) break;
    if (index < families.length) continue;
    const family = parseIp(address)?.family === 4 ? 'IPv4' : 'IPv6';
    if (family === CLUSTER_FAMILY) families.push(family);
    else
      errors.push(
        invalidValue(
          SPEC.child('clusterIPs').index(index),
          clusterIPs,
          `${family} is not configured on this cluster`,
        ),
      );
  }
  return families.length === (spec.ipFamilies ?? []).length ? spec : { ...spec, ipFamilies: families };
}

function withBothFamilies(spec: ServiceSpec, families: readonly IpFamily[]): ServiceSpec {
  if (families.length > 1 || spec.ipFamilyPolicy === 'SingleStack')
    return families === spec.ipFamilies ? spec : { ...spec, ipFamilies: families };
  return { ...spec, ipFamilies: [families[0]!, families[0] === 'IPv4' ? 'IPv6' : 'IPv4'] };
}

function validateFamilies({ ipFamilyPolicy, ipFamilies = [] }: ServiceSpec, errors: FieldError[]): void {
  if (ipFamilyPolicy === 'RequireDualStack')
    errors.push(
      invalidValue(
        SPEC.child('ipFamilyPolicy'),
        ipFamilyPolicy,
        'this cluster is not configured for dual-stack services',
      ),
    );
  ipFamilies.forEach((family, index) => {
    if (family !== CLUSTER_FAMILY)
      errors.push(
        invalidValue(SPEC.child('ipFamilies').index(index), family, 'not configured on this cluster'),
      );
  });
}

function refuse(name: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject(SERVICE, name, errors);
}
