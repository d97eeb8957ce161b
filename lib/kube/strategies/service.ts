import { withField } from '../defaults/defaulting';
import { withServiceDefaults } from '../defaults/service';
import { withAddresses } from '../defaults/service-addresses';
import { type FieldError, forbiddenField } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { Service, ServiceSpec } from '../generated/core-v1';
import { nameIsDnsLabel } from '../names';
import {
  HEADLESS,
  isExternallyAccessible,
  mayHaveNodePorts,
  needsClusterIp,
  needsHealthCheckNodePort,
  specOf,
} from '../service-kinds';
import type { Strategy } from '../strategy';
import { cidrWarnings, ipWarnings } from '../validation/ip';
import { ingressPointWarnings, validateServiceIngressPoints } from '../validation/load-balancer-status';
import { TOPOLOGY_HINTS, TOPOLOGY_MODE, validateService, validateServiceUpdate } from '../validation/service';

const SPEC = FieldPath.of('spec');
const BALANCER = FieldPath.of('status').child('loadBalancer');

export const serviceStrategy: Strategy<Service> = {
  allowCreateOnUpdate: true,
  returnsDeletedObject: true,
  validateName: nameIsDnsLabel,
  selectableFields: {
    'spec.clusterIP': (service) => specOf(service).clusterIP ?? '',
    'spec.type': (service) => specOf(service).type ?? '',
  },
  defaults: withServiceDefaults,
  initialStatus: () => ({ loadBalancer: {} }),
  prepareForCreate: (service) => withAddresses(service),
  prepareForUpdate: (service, old) => withoutLeftovers(withAddresses(service, old), old),
  validate: (service) => {
    const errors: FieldError[] = [];
    validateService(service, undefined, errors);
    return errors;
  },
  validateUpdate: (service, old) => {
    const errors: FieldError[] = [];
    validateServiceUpdate(service, old, errors);
    validateService(service, old, errors);
    return errors;
  },
  warnings: (service) => serviceWarnings(service),
  validateStatusUpdate: (service, old) => {
    const errors: FieldError[] = [];
    const status = service.status?.loadBalancer;
    if (specOf(service).type !== 'LoadBalancer' && status?.ingress?.length)
      errors.push(
        forbiddenField(BALANCER.child('ingress'), "may only be used when `spec.type` is 'LoadBalancer'"),
      );
    else validateServiceIngressPoints(status, old.status?.loadBalancer, BALANCER, errors);
    return errors;
  },
  statusWarnings: (service) => ingressPointWarnings(service.status, BALANCER.child('ingress')),
};

/** What the old type had and the new one cannot have goes away, unless the update changes it too. */
function withoutLeftovers(service: Service, old: Service): Service {
  const given = specOf(service);
  const before = specOf(old);
  let spec = given;
  const drop = (field: keyof ServiceSpec) => {
    spec = withField(spec, field, undefined);
  };
  const same = (...fields: (keyof ServiceSpec)[]) =>
    fields.every((field) => equal(before[field], given[field]));
  const lost = (has: (spec: ServiceSpec) => boolean) => has(before) && !has(given);

  if (lost(needsClusterIp)) {
    if (same('clusterIP', 'clusterIPs')) {
      drop('clusterIP');
      drop('clusterIPs');
    }
    if (same('ipFamilies')) drop('ipFamilies');
    if (same('ipFamilyPolicy')) drop('ipFamilyPolicy');
  }
  if (lost(mayHaveNodePorts) && keepsNodePorts(given, before)) spec = withoutNodePorts(spec);
  if (lost(needsHealthCheckNodePort) && same('healthCheckNodePort')) drop('healthCheckNodePort');
  if (lost(isLoadBalancer)) {
    if (same('allocateLoadBalancerNodePorts')) drop('allocateLoadBalancerNodePorts');
    if (same('loadBalancerClass')) drop('loadBalancerClass');
  }
  if (lost(isExternallyAccessible) && same('externalTrafficPolicy')) drop('externalTrafficPolicy');
  const kept = spec === given ? service : { ...service, spec };
  return isLoadBalancer(given) ? kept : withoutBalancer(kept);
}

const isLoadBalancer = ({ type }: ServiceSpec) => type === 'LoadBalancer';

function keepsNodePorts(spec: ServiceSpec, old: ServiceSpec): boolean {
  const before = new Set(old.ports?.map((port) => port.nodePort));
  return (spec.ports ?? []).every(({ nodePort }) => !nodePort || before.has(nodePort));
}

function withoutNodePorts(spec: ServiceSpec): ServiceSpec {
  return { ...spec, ports: spec.ports?.map((port) => withField(port, 'nodePort', undefined)) };
}

function withoutBalancer(service: Service): Service {
  if (!service.status?.loadBalancer?.ingress) return service;
  return { ...service, status: { ...service.status, loadBalancer: {} } };
}

function serviceWarnings({ metadata, spec = {} }: Service): string[] {
  const { type, clusterIPs = [], externalIPs = [], loadBalancerIP, loadBalancerSourceRanges = [] } = spec;
  const isHeadless = type === 'ClusterIP' && spec.clusterIP === HEADLESS;
  const warnings: string[] = [];
  if (metadata.annotations?.[TOPOLOGY_HINTS] !== undefined)
    warnings.push(`annotation ${TOPOLOGY_HINTS} is deprecated, please use ${TOPOLOGY_MODE} instead`);
  const addressWarnings = (field: string, addresses: readonly string[]) =>
    addresses.forEach((address, index) => {
      warnings.push(...ipWarnings(address, SPEC.child(field).index(index)));
    });
  if (spec.clusterIP && spec.clusterIP !== HEADLESS) addressWarnings('clusterIPs', clusterIPs);
  if (isHeadless) {
    if (loadBalancerIP) warnings.push('spec.loadBalancerIP is ignored for headless services');
    if (externalIPs.length > 0) warnings.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None')
      warnings.push('spec.SessionAffinity is ignored for headless services');
  }
  addressWarnings('externalIPs', externalIPs);
  if (externalIPs.length > 0 && !isHeadless && type !== 'ExternalName')
    warnings.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (loadBalancerIP) warnings.push(...ipWarnings(loadBalancerIP, SPEC.child('loadBalancerIP')));
  loadBalancerSourceRanges.forEach((range, index) => {
    warnings.push(...cidrWarnings(range, SPEC.child('loadBalancerSourceRanges').index(index)));
  });
  if (type === 'ExternalName' && externalIPs.length > 0)
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (type !== 'ExternalName' && spec.externalName)
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === 'PreferClose')
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return warnings;
}
